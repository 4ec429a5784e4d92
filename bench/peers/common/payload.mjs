// What is stored: the same event for every peer.

import { readFileSync } from 'node:fs';

const { data, metadata } = JSON.parse(readFileSync(new URL('../../payload.json', import.meta.url)));

export const TYPE = 'MessageSent';

/** An event; told apart by `message_id` where somebody waits for it. */
export const event = (message_id) => ({ data: message_id ? { ...data, message_id } : data, metadata });
