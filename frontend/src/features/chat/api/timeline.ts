import type { Message, TurnPhase } from '@/api/types'
import { dayKey } from '@/lib/time'
import type { Outgoing } from './outbox'

/** One line of the history, in the order of the screen. */
export type Row =
  | { kind: 'day'; key: string; at: string }
  | { kind: 'message'; key: string; message: Message; switched: boolean }
  | { kind: 'outgoing'; key: string; entry: Outgoing }
  | { kind: 'turn'; key: string; turnId: string; status: OpenStatus; phase?: TurnPhase | undefined }

export type OpenStatus = 'queued' | 'running' | 'failed' | 'cancelled'

/**
 * Lays out a conversation: day dividers, messages, the state of each unanswered turn behind its
 * message, and at the end what is still on its way.
 */
export function timeline(messages: readonly Message[], outgoing: readonly Outgoing[], timeZone?: string): Row[] {
  const rows: Row[] = []
  const known = new Set(messages.map((one) => one.id))
  const answered = new Set(messages.filter((one) => one.role === 'steward').map((one) => one.turn_id))
  const switched = new Set(messages.filter((one) => one.turn_phase === 'other_model').map((one) => one.turn_id))
  let day = ''
  const divide = (at: string) => {
    const next = dayKey(at, timeZone)
    if (next !== day) rows.push({ kind: 'day', key: `day-${next}`, at })
    day = next
  }
  for (const message of messages) {
    divide(message.created_at)
    const { turn_id: turnId, turn_status: status, turn_phase: phase } = message
    rows.push({ kind: 'message', key: message.id, message, switched: message.role === 'steward' && switched.has(turnId) })
    if (message.role !== 'member' || !turnId || answered.has(turnId)) continue
    if (status && status !== 'completed') rows.push({ kind: 'turn', key: `turn-${turnId}`, turnId, status, phase })
  }
  for (const entry of outgoing) {
    if (entry.messageId !== undefined && known.has(entry.messageId)) continue
    divide(entry.createdAt)
    rows.push({ kind: 'outgoing', key: entry.key, entry })
    if (entry.state === 'sent' && entry.turnId) {
      rows.push({ kind: 'turn', key: `turn-${entry.turnId}`, turnId: entry.turnId, status: 'queued' })
    }
  }
  return rows
}
