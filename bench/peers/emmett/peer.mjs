// Emmett on Postgres: `appendToStream` with the expected version, its own consumer.

import { isExpectedVersionConflictError } from '@event-driven-io/emmett';
import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql';
import { readFileSync } from 'node:fs';
import { main } from '../common/main.mjs';
import { TYPE } from '../common/payload.mjs';
import pg from 'pg';

const NAME = '@event-driven-io/emmett-postgresql';
const { packages } = JSON.parse(readFileSync(new URL('package-lock.json', import.meta.url)));

class Store {
  constructor(url, connections) {
    this.pool = new pg.Pool({ connectionString: url, max: connections });
    this.store = open(url, { connectionOptions: { pool: this.pool } });
  }

  async append(stream, version, events) {
    const recorded = events.map((event) => ({ type: TYPE, ...event }));
    try {
      const options = { expectedStreamVersion: BigInt(version) };
      const { nextExpectedStreamVersion } = await this.store.appendToStream(stream, recorded, options);
      return Number(nextExpectedStreamVersion);
    } catch (error) {
      if (isExpectedVersionConflictError(error)) return undefined;
      throw error;
    }
  }

  /** It tells a version with the events: read from the last one known. */
  async version(stream, known) {
    const { currentStreamVersion } = await this.store.readStream(stream, { from: BigInt(known) });
    return Number(currentStreamVersion);
  }

  async load(stream) {
    const { events } = await this.store.readStream(stream);
    return events.length;
  }

  /** Its consumer as it comes: 100 messages a batch, 50 ms between pulls that found nothing. */
  async subscribe(handle) {
    const consumer = this.store.consumer();
    consumer.reactor({
      processorId: 'bench',
      eachMessage: (message) => handle(message.data.message_id),
    });
    const running = consumer.start();
    running.catch(() => {});
    return {
      stop: async () => {
        await consumer.stop();
        await running;
      },
    };
  }

  async close() {
    await this.store.close();
    await this.pool.end();
  }
}

/** Without the check for migrations at the first append: `prepare` did it. */
function open(url, options) {
  return getPostgreSQLEventStore(url, { schema: { autoMigration: 'None' }, ...options });
}

async function prepare(url) {
  const store = open(url, {});
  await store.schema.migrate();
  await store.close();
}

await main(
  {
    about: { name: 'emmett-postgresql', version: packages[`node_modules/${NAME}`].version },
    threads: 1,
    prepare,
    open: async (url, connections) => new Store(url, connections),
  },
  import.meta.url,
);
