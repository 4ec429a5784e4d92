// message-db: its SQL in Postgres, called through `pg` with prepared statements.

import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { main } from '../common/main.mjs';
import { TYPE } from '../common/payload.mjs';
import { Subscription } from './subscription.mjs';
import { install } from './install.mjs';
import pg from 'pg';

const CATEGORY = 'conversation';
const { name, version } = createRequire(import.meta.url)('@eventide/message-db/package.json');
const SEARCH_PATH = '-c search_path=message_store,public';

const name_of = (stream) => `${CATEGORY}-${stream}`;
const WRITE = { name: 'write', text: 'SELECT message_store.write_message($1, $2, $3, $4, $5, $6)' };
const READ = { name: 'read', text: 'SELECT id, type, position, global_position, data, metadata, time FROM message_store.get_stream_messages($1, 0, -1)' };
const VERSION = { name: 'version', text: 'SELECT message_store.stream_version($1) AS version' };

class Store {
  constructor(url, connections) {
    this.url = url;
    this.pool = new pg.Pool({ connectionString: url, max: connections, options: SEARCH_PATH });
  }

  /** Its versions begin at -1, ours at 0. */
  async append(stream, version, events) {
    try {
      if (events.length === 1) await write(this.pool, stream, version, events[0]);
      else await this.together(stream, version, events);
      return version + events.length;
    } catch (error) {
      if (/Wrong expected version/.test(error.message)) return undefined;
      throw error;
    }
  }

  /** Several are several calls in a transaction: `write_message` takes one. */
  async together(stream, version, events) {
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN');
      for (const [index, event] of events.entries()) await write(client, stream, version + index, event);
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
  }

  async version(stream) {
    const { rows } = await this.pool.query({ ...VERSION, values: [name_of(stream)] });
    return Number(rows[0].version ?? -1) + 1;
  }

  async load(stream) {
    const { rows } = await this.pool.query({ ...READ, values: [name_of(stream)] });
    for (const row of rows) [row.data, row.metadata] = [JSON.parse(row.data), JSON.parse(row.metadata)];
    return rows.length;
  }

  subscribe(handle) {
    return Subscription.start(this.pool, CATEGORY, handle);
  }

  close() {
    return this.pool.end();
  }
}

function write(client, stream, version, { data, metadata }) {
  const values = [randomUUID(), name_of(stream), TYPE, JSON.stringify(data), JSON.stringify(metadata), version - 1];
  return client.query({ ...WRITE, values });
}

await main(
  {
    about: { name: name.split('/')[1], version },
    threads: 1,
    prepare: install,
    open: async (url, connections) => new Store(url, connections),
  },
  import.meta.url,
);
