// The consumer that message-db's clients have: it polls its category, at once again while
// there is something, else after a pause.

import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds between polls that found nothing: what Eventide's consumer waits unless told otherwise. */
const PAUSE_MS = 100;
const BATCH = 1000;
const GET = {
  name: 'get-category',
  text: 'SELECT global_position, data FROM message_store.get_category_messages($1, $2, $3)',
};

/** Polls a category from now on. */
export class Subscription {
  static async start(pool, category, handle) {
    const { rows } = await pool.query('SELECT coalesce(max(global_position), 0) AS last FROM message_store.messages');
    const subscription = new Subscription();
    subscription.ended = subscription.follow(pool, category, Number(rows[0].last) + 1, handle);
    return subscription;
  }

  async follow(pool, category, position, handle) {
    let next = position;
    while (!this.stopped) {
      const { rows } = await pool.query({ ...GET, values: [category, next, BATCH] });
      for (const row of rows) handle(JSON.parse(row.data).message_id);
      if (rows.length > 0) next = Number(rows.at(-1).global_position) + 1;
      else await sleep(PAUSE_MS);
    }
  }

  async stop() {
    this.stopped = true;
    await this.ended;
  }
}
