// The workloads, for any store that can append, load and subscribe.

import { setTimeout as sleep } from 'node:timers/promises';
import { Record } from './measure.mjs';
import { Payload } from './payload.mjs';
import { names, streamsFor } from './streams.mjs';

/** How long the last deliveries may take once nothing is appended any more. */
const PATIENCE_MS = 5000;

/** Appends without a pause, each writer for itself. */
export async function append(store, settings) {
  const { writers, events = 1, seconds, shared, length } = settings;
  const record = new Record(seconds);
  const writer = async () => {
    const streams = streamsFor({ shared, length });
    while (!record.over) {
      const stream = streams.pick();
      const batch = Array.from({ length: events }, Payload.make);
      const began = performance.now();
      const version = await store.append(stream.id, stream.version, batch);
      if (version === undefined) {
        record.conflict();
        stream.version = await store.version(stream.id, stream.version);
      } else {
        stream.version = version;
        record.done(events, began);
      }
    }
  };
  await Promise.all(Array.from({ length: writers }, writer));
  return record.parts();
}

/** Loads whole streams, picked at random. */
export async function load(store, { writers, seconds, shared, length = 10 }) {
  const record = new Record(seconds);
  const reader = async () => {
    while (!record.over) {
      const stream = shared[Math.floor(Math.random() * shared.length)];
      const began = performance.now();
      const events = await store.load(stream);
      if (events !== length) throw new Error(`${events} events were loaded, not ${length}`);
      record.done(events, began);
    }
  };
  await Promise.all(Array.from({ length: writers }, reader));
  return record.parts();
}

/** Writes streams for others to load. */
export async function fill(store, { streams = 100, length = 10 }) {
  const ids = names(streams);
  for (const id of ids) {
    for (let version = 0; version < length; ) {
      const count = Math.min(100, length - version);
      version = await store.append(id, version, Array.from({ length: count }, Payload.make));
    }
  }
  return ids;
}

/** Appends at a low rate: from the call of the append to the subscription's handler. */
export async function subscription(store, { seconds, rate = 50, length }) {
  const sent = new Map();
  const subscribed = await store.subscribe((id) => {
    const began = sent.get(id);
    if (began !== undefined && sent.delete(id)) record.done(1, began);
  });
  const record = new Record(seconds);
  const streams = streamsFor({ length });
  const first = performance.now();
  for (let number = 0; !record.over; number += 1) {
    await sleep(Math.max(0, first + (number * 1000) / rate - performance.now()));
    const stream = streams.pick();
    const payload = Payload.make();
    sent.set(payload.data.message_id, performance.now());
    stream.version = await store.append(stream.id, stream.version, [payload]);
  }
  const until = performance.now() + PATIENCE_MS;
  while (sent.size > 0 && performance.now() < until) await sleep(10);
  await subscribed.stop();
  if (sent.size > 0) throw new Error(`${sent.size} events were never delivered`);
  return record.parts();
}
