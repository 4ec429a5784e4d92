// The workloads, for any store that can append, load and subscribe.

import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Record } from './measure.mjs';
import { event } from './payload.mjs';
import { names, streamsFor } from './streams.mjs';

/** How long the last deliveries may take once nothing is appended any more. */
const PATIENCE_MS = 5000;

/** Appends without a pause, each writer for itself, and again after each conflict. */
export async function append(store, settings) {
  const { writers, events = 1, seconds, shared, length } = settings;
  const record = new Record(seconds);
  const once = (stream) => store.append(stream.id, stream.version, Array.from({ length: events }, () => event()));
  const writer = async () => {
    const streams = streamsFor({ shared, length });
    while (!record.over) {
      const stream = streams.pick();
      const began = performance.now();
      let version = await once(stream);
      while (version === undefined && !record.over) {
        record.conflict();
        stream.version = await store.version(stream.id, stream.version);
        version = await once(stream);
      }
      if (version === undefined) return;
      stream.version = version;
      record.done(events, began);
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
      version = await store.append(id, version, Array.from({ length: count }, () => event()));
    }
  }
  return ids;
}

/** Appends at a low rate: from the call of the append to the subscription's handler. */
export async function subscription(store, { writers, seconds, rate = 200, length }) {
  const sent = new Map();
  let record;
  const subscribed = await store.subscribe((id) => {
    const began = sent.get(id);
    if (began !== undefined && sent.delete(id)) record?.done(1, began);
  });
  const send = async (streams) => {
    const stream = streams.pick();
    const id = randomUUID();
    sent.set(id, performance.now());
    stream.version = await store.append(stream.id, stream.version, [event(id)]);
  };
  const arrived = async () => {
    const until = performance.now() + PATIENCE_MS;
    while (sent.size > 0 && performance.now() < until) await sleep(10);
  };
  // Until the first one is there, the subscription is still on its way to the end of the log.
  await send(streamsFor({ length }));
  await arrived();
  if (sent.size > 0) throw new Error('nothing is delivered');
  record = new Record(seconds);
  const first = performance.now();
  const writer = async (_, index) => {
    const streams = streamsFor({ length });
    for (let number = index; !record.over; number += writers) {
      await sleep(Math.max(0, first + (number * 1000) / rate - performance.now()));
      await send(streams);
    }
  };
  await Promise.all(Array.from({ length: writers }, writer));
  await arrived();
  await subscribed.stop();
  if (sent.size > 0) console.error(`${sent.size} events were appended, but never delivered`);
  return { ...record.parts(), lost: sent.size };
}
