import { Unreachable } from '@/api/problem'
import { readUnsent, writeUnsent } from '@/lib/drafts'
import type { Outgoing } from './outbox'

/**
 * What had not arrived when the page was left or reloaded. Each keeps its key, so that one that
 * did arrive unnoticed is not recorded twice; they go out once there is a connection.
 */
export function unsentBefore(): Outgoing[] {
  try {
    const read: unknown = JSON.parse(readUnsent() ?? '[]')
    return Array.isArray(read) ? read.flatMap(entry) : []
  } catch {
    return []
  }
}

export function keepUnsent(entries: readonly Outgoing[]): void {
  const unsent = entries.filter((one) => one.state !== 'sent')
  const kept = unsent.map(({ key, conversationId, text, createdAt }) => ({ key, conversationId, text, createdAt }))
  writeUnsent(kept.length > 0 ? JSON.stringify(kept) : null)
}

function entry(raw: unknown): Outgoing[] {
  const { key, conversationId, text, createdAt } = (raw ?? {}) as Record<string, unknown>
  const whole = [key, conversationId, text, createdAt].every((one) => typeof one === 'string')
  if (!whole) return []
  const kept = { key, conversationId, text, createdAt } as Pick<Outgoing, 'key' | 'conversationId' | 'text' | 'createdAt'>
  return [{ ...kept, state: 'failed', error: new Unreachable('the page was left before it arrived') }]
}
