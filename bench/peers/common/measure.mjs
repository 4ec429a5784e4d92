// What came of a workload: counts and latencies after a warm-up.

import { createHistogram } from 'node:perf_hooks';

const WARM_UP_MS = 1000;

/** Counts, and latencies in microseconds. */
export class Record {
  constructor(seconds) {
    this.starts = performance.now() + WARM_UP_MS;
    this.ends = this.starts + seconds * 1000;
    this.histogram = createHistogram();
    this.counted = { operations: 0, events: 0, conflicts: 0 };
  }
  get over() {
    return performance.now() >= this.ends;
  }
  get counts() {
    return performance.now() >= this.starts && !this.over;
  }
  /** An operation of so many events ended, which began at `began` (of `performance.now`). */
  done(events, began) {
    if (!this.counts) return;
    this.counted.operations += 1;
    this.counted.events += events;
    this.histogram.record(Math.max(1, Math.round((performance.now() - began) * 1000)));
  }
  /** An append was refused because somebody else was first. */
  conflict() {
    if (this.counts) this.counted.conflicts += 1;
  }
  /** Its parts, as they pass between threads. */
  parts() {
    return { ...this.counted, histogram: this.histogram };
  }
}

/** The result of several records as one line of JSON. */
export function line(parts, seconds) {
  const all = createHistogram();
  for (const part of parts) all.add(part.histogram);
  const sum = (name) => parts.reduce((total, part) => total + (part[name] ?? 0), 0);
  const at = (percent) => (all.count ? all.percentile(percent) : 0);
  const latency = { p50: at(50), p95: at(95), p99: at(99), max: all.count ? all.max : 0 };
  const [operations, events, conflicts, lost] = ['operations', 'events', 'conflicts', 'lost'].map(sum);
  return JSON.stringify({ operations, events, conflicts, lost, seconds, latency_us: latency });
}
