// What is stored: the same event for every peer.

import { randomUUID } from 'node:crypto';

const TEXT = 'The delivery comes at ten, and somebody has to open the back door. '.repeat(3).slice(0, 200);

/** An event: its text has 200 characters. */
export class Payload {
  static type = 'MessageSent';

  /** A new one. */
  static make() {
    const [message_id, member_id, correlation_id, causation_id] = Array.from({ length: 4 }, () => randomUUID());
    return { data: { message_id, member_id, text: TEXT }, metadata: { correlation_id, causation_id } };
  }
}
