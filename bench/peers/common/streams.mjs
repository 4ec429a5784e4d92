// Which stream a writer appends to next, and the version that it saw of it last.

import { randomUUID } from 'node:crypto';

/** Appends to a stream of one's own, unless told otherwise. */
const LENGTH = 10;

/** Streams of one writer: it begins a new one after `length` appends. */
class Own {
  constructor(length) {
    this.length = length;
    this.begin();
  }
  begin() {
    this.current = { id: randomUUID(), version: 0, appends: 0 };
  }
  pick() {
    if (this.current.appends >= this.length) this.begin();
    this.current.appends += 1;
    return this.current;
  }
}

/** A fixed set that all writers share; each remembers what it saw. */
class Shared {
  constructor(ids) {
    this.streams = ids.map((id) => ({ id, version: 0 }));
  }
  pick() {
    return this.streams[Math.floor(Math.random() * this.streams.length)];
  }
}

/** Streams for one writer. */
export function streamsFor({ shared, length }) {
  return shared ? new Shared(shared) : new Own(length ?? LENGTH);
}

/** As many new names of streams. */
export const names = (count) => Array.from({ length: count }, () => randomUUID());
