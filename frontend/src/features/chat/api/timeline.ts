import type { Message, TurnPhase } from '@/api/types'
import { dayKey } from '@/lib/time'
import type { Outgoing } from './outbox'

/** One line of the history, in the order of the screen. */
export type Row =
  | { kind: 'day'; key: string; at: string }
  | { kind: 'message'; key: string; message: Message; last: boolean }
  | { kind: 'outgoing'; key: string; entry: Outgoing }
  /** An answer that is on its way, and the answer: one row, under the turn's key. */
  | { kind: 'turn'; key: string; turnId: string; status: 'queued' | 'running'; phase?: TurnPhase | undefined }
  | {
      kind: 'answer'
      key: string
      turnId: string
      message: Message
      /** The first model could not, and another one wrote it. */
      switched: boolean
      /** It answers the last message, so that another answer can be asked for. */
      last: boolean
      /** What was asked; nothing where that is not loaded, or erased. */
      question?: string
      /** All answers to the same message, if there are several; `message` is the last. */
      versions?: readonly Message[]
    }
  | { kind: 'unanswered'; key: string; turnId: string; status: 'failed' | 'cancelled' }

const keyOfTurn = (turnId: string) => `turn-${turnId}`

/** Whether this row is, or has, the message. */
export function shows(row: Row, messageId: string): boolean {
  if (row.kind === 'message') return row.message.id === messageId
  return row.kind === 'answer' && (row.versions ?? [row.message]).some((one) => one.id === messageId)
}

/**
 * Lays out a conversation: day dividers, messages, the state of each unanswered turn behind its
 * message, and at the end what is still on its way. Of several answers to one message the last one
 * stands; the row has them all.
 */
export function timeline(messages: readonly Message[], outgoing: readonly Outgoing[], timeZone?: string): Row[] {
  const rows: Row[] = []
  const known = new Map(messages.map((one) => [one.id, one]))
  const answered = new Set(messages.filter((one) => one.role === 'steward').map((one) => one.turn_id))
  const switched = new Set(messages.filter((one) => one.turn_phase === 'other_model').map((one) => one.turn_id))
  const answers = answersByMessage(messages)
  const last = messages.findLast((one) => one.role === 'member')?.id
  let day = ''
  const divide = (at: string) => {
    const next = dayKey(at, timeZone)
    if (next !== day) rows.push({ kind: 'day', key: `day-${next}`, at })
    day = next
  }
  const open = ({ turn_id: turnId, turn_status: status, turn_phase: phase }: Message) => {
    if (!turnId || answered.has(turnId) || !status || status === 'completed') return
    const key = keyOfTurn(turnId)
    if (status === 'failed' || status === 'cancelled') rows.push({ kind: 'unanswered', key, turnId, status })
    else rows.push({ kind: 'turn', key, turnId, status, phase })
  }
  for (const message of messages) {
    const asked = message.in_reply_to
    const question = asked === undefined ? undefined : known.get(asked)
    const versions = asked === undefined ? [message] : (answers.get(asked) ?? [message])
    if (message.role === 'steward' && versions.at(-1) !== message) continue
    divide(message.created_at)
    if (message.role === 'member') {
      rows.push({ kind: 'message', key: message.id, message, last: message.id === last })
      if (!answers.has(message.id)) open(message)
      continue
    }
    rows.push({
      kind: 'answer',
      key: keyOfTurn(message.turn_id),
      turnId: message.turn_id,
      message,
      switched: switched.has(message.turn_id),
      last: asked !== undefined && asked === last,
      ...(question?.text ? { question: question.text } : {}),
      ...(versions.length > 1 ? { versions } : {}),
    })
    if (question) open(question)
  }
  for (const entry of outgoing) {
    if (entry.messageId !== undefined && known.has(entry.messageId)) continue
    divide(entry.createdAt)
    rows.push({ kind: 'outgoing', key: entry.key, entry })
    if (entry.state === 'sent' && entry.turnId) {
      rows.push({ kind: 'turn', key: keyOfTurn(entry.turnId), turnId: entry.turnId, status: 'queued' })
    }
  }
  return rows
}

function answersByMessage(messages: readonly Message[]): Map<string, Message[]> {
  const answers = new Map<string, Message[]>()
  for (const message of messages) {
    const asked = message.in_reply_to
    if (message.role === 'steward' && asked !== undefined) answers.set(asked, [...(answers.get(asked) ?? []), message])
  }
  return answers
}
