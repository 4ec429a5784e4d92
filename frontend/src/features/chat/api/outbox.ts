import { client, unwrap } from '@/api/client'
import { keys } from '@/api/keys'
import { live, liveStatus } from '@/api/live/live'
import { sawPosition } from '@/api/position'
import { isTransient, Unreachable } from '@/api/problem'
import { queryClient } from '@/api/query-client'
import { Store } from '@/lib/store'
import { keepUnsent, unsentBefore } from './unsent'

/** A message on its way: shown at once, kept until the server's list has it. */
export interface Outgoing {
  /** The Idempotency-Key: one per message, the same at every try, so that it can never be sent twice. */
  key: string
  conversationId: string
  text: string
  createdAt: string
  state: 'sending' | 'failed' | 'sent'
  error?: unknown
  messageId?: string
  turnId?: string
}

export const outbox = new Store<readonly Outgoing[]>(unsentBefore())
outbox.subscribe(() => keepUnsent(outbox.get()))
/** A message that was not taken by then goes out again, under the same key. */
const PATIENCE_MS = 15_000
/** The pause before that, when the connection looks well and no reconnect will see to it. */
const PAUSE_MS = 2_000
const lines = new Map<string, Promise<void>>()

export function sendMessage(conversationId: string, text: string): void {
  const entry: Outgoing = {
    key: crypto.randomUUID(),
    conversationId,
    text,
    createdAt: new Date().toISOString(),
    state: 'sending',
  }
  outbox.set([...outbox.get(), entry])
  enqueue(entry)
}

export function retryMessage(key: string): void {
  const entry = outbox.get().find((one) => one.key === key)
  if (entry?.state !== 'failed') return
  change(key, { state: 'sending', error: undefined })
  enqueue(entry)
}

export function discardMessage(key: string): void {
  outbox.set(outbox.get().filter((one) => one.key !== key))
}

/** After a reconnect: what failed only because nobody was there goes out again. */
export function retryUnreached(): void {
  for (const entry of outbox.get()) {
    if (entry.state === 'failed' && isTransient(entry.error)) retryMessage(entry.key)
  }
}

/** The list has these messages now; their stand-ins can go. */
export function settle(messageIds: ReadonlySet<string>): void {
  const left = outbox.get().filter((one) => one.messageId === undefined || !messageIds.has(one.messageId))
  if (left.length < outbox.get().length) outbox.set(left)
}

export function clearOutbox(): void {
  outbox.set([])
}

/** One message after the other within a conversation: order is part of what was said. */
function enqueue(entry: Outgoing): void {
  const before = lines.get(entry.conversationId) ?? Promise.resolve()
  lines.set(entry.conversationId, before.then(() => deliver(entry)))
}

async function deliver({ key, conversationId, text }: Outgoing): Promise<void> {
  try {
    // The network may be gone without a word.
    live.prod()
    const accepted = await unwrap(
      client.POST('/api/v1/conversations/{id}/messages', {
        params: { path: { id: conversationId }, header: { 'Idempotency-Key': key } },
        body: { text },
        signal: AbortSignal.timeout(PATIENCE_MS),
      }),
    )
    sawPosition(accepted.position)
    change(key, { state: 'sent', messageId: accepted.message_id, turnId: accepted.turn_id })
    void queryClient.invalidateQueries({ queryKey: keys.messages(conversationId) })
    void queryClient.invalidateQueries({ queryKey: keys.conversations })
  } catch (error) {
    change(key, { state: 'failed', error })
    if (error instanceof Unreachable && liveStatus().phase === 'live') setTimeout(retryUnreached, PAUSE_MS)
  }
}

function change(key: string, patch: Partial<Outgoing>): void {
  outbox.set(outbox.get().map((one) => (one.key === key ? { ...one, ...patch } : one)))
}
