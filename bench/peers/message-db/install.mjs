// Installs message-db's SQL, in the order of its own install.sh, without psql. Left out: the
// extension pgcrypto, whose one function in use, gen_random_uuid, is Postgres' own since 13;
// views, which only people read; privileges, since the owner connects.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import pg from 'pg';

const DATABASE = join(dirname(createRequire(import.meta.url).resolve('@eventide/message-db/package.json')), 'database');

const FILES = [
  'roles/message-store.sql',
  'schema/message-store.sql',
  'tables/messages.sql',
  'types/message.sql',
  ...[
    'message-store-version', 'hash-64', 'acquire-lock', 'category', 'is-category', 'id', 'cardinal-id', 'stream-version',
    'write-message', 'get-stream-messages', 'get-category-messages', 'get-last-stream-message',
  ].map((name) => `functions/${name}.sql`),
  ...['id', 'stream', 'category'].map((name) => `indexes/messages-${name}.sql`),
];

/** Into an empty database. */
export async function install(url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const file of FILES) {
      // What only psql understands.
      const lines = (await readFile(join(DATABASE, file), 'utf8')).split('\n').filter((line) => !line.startsWith('\\'));
      await client.query(lines.join('\n'));
    }
  } finally {
    await client.end();
  }
}
