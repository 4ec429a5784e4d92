import { http, HttpResponse } from 'msw'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { isTransient } from '@/api/problem'
import { startSession } from '@/api/session'
import type { Message, Turn } from '@/api/types'
import { i18next } from '@/app/i18n/i18n'
import { explain } from '@/features/chat/api/explain'
import { clearOutbox, outbox, retryMessage, retryUnreached, sendMessage } from '@/features/chat/api/outbox'
import { awaitsReply, keepMessages } from '@/features/chat/api/messages'
import { timeline } from '@/features/chat/api/timeline'
import { unsentBefore } from '@/features/chat/api/unsent'
import { problem, server, session } from './server'

function message(id: string, patch: Partial<Message> = {}): Message {
  return {
    id,
    role: 'member',
    author: { id: 'me', name: 'Luigi' },
    text: id,
    citations: [],
    actions: [],
    turn_id: `turn-${id}`,
    withheld: 0,
    passed_on: false,
    unanswered: false,
    position: 1,
    created_at: '2026-11-24T10:00:00Z',
    ...patch,
  }
}

describe('an awaited reply', () => {
  const reply = message('r', { role: 'steward', turn_id: 'turn-a' })

  it('is awaited while its turn is open, and until the list shows it', () => {
    expect(awaitsReply([message('a', { turn_status: 'queued' })])).toBe(true)
    expect(awaitsReply([message('a', { turn_status: 'running' })])).toBe(true)
    expect(awaitsReply([message('a', { turn_status: 'completed' })])).toBe(true)
    expect(awaitsReply([message('a', { turn_status: 'completed' }), reply])).toBe(false)
  })

  it('is not awaited of a turn that failed or was stopped', () => {
    expect(awaitsReply([message('a', { turn_status: 'failed' }), message('b', { turn_status: 'cancelled' })])).toBe(false)
  })
})

describe('messages', () => {
  it('stay the same objects when a new one moves them, and only what changed is new', () => {
    const page = (...items: Message[]) => ({ pages: [{ items, next_cursor: null }], pageParams: [''] }) as unknown as Parameters<typeof keepMessages>[1]
    const before = page(message('b', { turn_status: 'running' }), message('a'))
    const after = keepMessages(before, page(message('c'), message('b', { turn_status: 'completed' }), message('a')))
    expect(after.pages[0]?.items[2]).toBe(before.pages[0]?.items[1])
    expect(after.pages[0]?.items[1]).toMatchObject({ turn_status: 'completed' })
    expect(keepMessages(after, structuredClone(after))).toBe(after)
  })
})

describe('timeline', () => {
  it('divides days and puts an open turn behind its message', () => {
    const rows = timeline(
      [
        message('a', { created_at: '2026-11-23T10:00:00Z', turn_status: 'completed' }),
        message('b', { created_at: '2026-11-23T10:01:00Z', role: 'steward', turn_id: 'turn-a' }),
        message('c', { turn_status: 'running' }),
        message('d', { turn_status: 'queued' }),
      ],
      [],
    )
    expect(rows.map((row) => row.kind)).toEqual(['day', 'message', 'answer', 'day', 'message', 'turn', 'message', 'turn'])
  })

  it('shows no turn beside its answer, even while its status lags', () => {
    const rows = timeline([message('a', { turn_status: 'running' }), message('b', { role: 'steward', turn_id: 'turn-a' })], [])
    expect(rows.some((row) => row.kind === 'turn')).toBe(false)
  })

  it('lets the last of several answers stand, and puts a new try behind it', () => {
    const asked = message('a', { turn_id: 'try-3', turn_status: 'running' })
    const first = message('r1', { role: 'steward', turn_id: 'try-1', in_reply_to: 'a' })
    const second = message('r2', { role: 'steward', turn_id: 'try-2', in_reply_to: 'a' })
    const rows = timeline([asked, first, second], [])
    expect(rows.map((row) => row.key)).toEqual([expect.stringMatching('day'), 'a', 'turn-try-2', 'turn-try-3'])
    expect(rows[2]).toMatchObject({ last: true, versions: [first, second] })
  })

  it('drops the stand-in once the list has the message, and keeps the row of its turn the same', () => {
    const entry = { key: 'k', conversationId: 'c', text: 'a', createdAt: '2026-11-24T10:00:00Z' } as const
    const sent = { ...entry, state: 'sent', messageId: 'a', turnId: 'turn-a' } as const
    const before = timeline([], [sent])
    const after = timeline([message('a', { turn_status: 'queued' })], [sent])
    expect(before.map((row) => row.kind)).toEqual(['day', 'outgoing', 'turn'])
    expect(after.map((row) => row.kind)).toEqual(['day', 'message', 'turn'])
    expect(before.at(-1)?.key).toBe(after.at(-1)?.key)
  })
})

describe('phases', () => {
  it('go with the row of the turn while it is open, and with its answer when another model gave it', () => {
    const open = timeline([message('a', { turn_status: 'running', turn_phase: 'waiting' })], [])
    expect(open.at(-1)).toMatchObject({ kind: 'turn', phase: 'waiting' })
    const answer = message('b', { role: 'steward', turn_id: 'turn-a' })
    const other = timeline([message('a', { turn_status: 'completed', turn_phase: 'other_model' }), answer], [])
    expect(other.at(-1)).toMatchObject({ kind: 'answer', switched: true })
    const same = timeline([message('a', { turn_status: 'completed' }), answer], [])
    expect(same.at(-1)).toMatchObject({ kind: 'answer', switched: false })
  })
})

describe('outbox', () => {
  beforeEach(() => startSession(session()))
  afterEach(() => clearOutbox())

  it('keeps one key over all tries of one message', async () => {
    const keys: (string | null)[] = []
    server.use(
      http.post('*/api/v1/conversations/:id/messages', ({ request }) => {
        keys.push(request.headers.get('idempotency-key'))
        return keys.length === 1 ? HttpResponse.error() : HttpResponse.json({ message_id: 'm', turn_id: 't', position: 9 }, { status: 202 })
      }),
    )
    sendMessage('c', 'hello')
    await vi.waitFor(() => expect(outbox.get()[0]?.state).toBe('failed'))
    retryUnreached()
    await vi.waitFor(() => expect(outbox.get()[0]).toMatchObject({ state: 'sent', messageId: 'm', turnId: 't' }))
    expect(keys).toHaveLength(2)
    expect(keys[0]).toBe(keys[1])
  })

  it('keeps what has not arrived over a reload, with its key', async () => {
    server.use(http.post('*/api/v1/conversations/:id/messages', () => HttpResponse.error()))
    sendMessage('c', 'hello')
    await vi.waitFor(() => expect(outbox.get()[0]?.state).toBe('failed'))
    const [before] = unsentBefore()
    expect(before).toMatchObject({ key: outbox.get()[0]?.key, conversationId: 'c', text: 'hello', state: 'failed' })
    expect(isTransient(before?.error)).toBe(true)
    clearOutbox()
    expect(unsentBefore()).toEqual([])
    sessionStorage.setItem('steward-draft:unsent', '[{"key":1},null,3')
    expect(unsentBefore()).toEqual([])
    sessionStorage.setItem('steward-draft:unsent', '[{"key":1},null,3]')
    expect(unsentBefore()).toEqual([])
  })

  it('sends in order, and does not repeat by itself what was refused', async () => {
    const texts: unknown[] = []
    server.use(
      http.post('*/api/v1/conversations/:id/messages', async ({ request }) => {
        texts.push(await request.json())
        return texts.length === 1 ? problem(422, 'invalid') : HttpResponse.json({ message_id: 'm', turn_id: 't', position: 9 }, { status: 202 })
      }),
    )
    sendMessage('c', 'first')
    sendMessage('c', 'second')
    await vi.waitFor(() => expect(outbox.get().map((one) => one.state)).toEqual(['failed', 'sent']))
    expect(texts).toEqual([{ text: 'first' }, { text: 'second' }])
    retryUnreached()
    expect(outbox.get()[0]?.state).toBe('failed')
    retryMessage(outbox.get()[0]?.key ?? '')
    await vi.waitFor(() => expect(outbox.get()[0]?.state).toBe('sent'))
  })
})

it('explains a turn in plain words', () => {
  const turn: Turn = {
    id: 't',
    conversation_id: 'c',
    message_id: 'm',
    try: 1,
    status: 'completed',
    started_at: '2026-11-24T10:00:00.000Z',
    ended_at: '2026-11-24T10:00:02.500Z',
    context: {
      chunks: [{ n: 1, chunk_id: 'x', document_id: 'd', document_version: 1, title: 'Cleaning', text: 'Every Tuesday.', score: 0.9, lexical: 1, semantic: 0.8, trusted: true }],
      shifts: [{ shift_id: 's', member: { id: 'p', name: 'Peach' }, role: 'kitchen', starts_at: '2026-11-24T08:00:00Z', ends_at: '2026-11-24T16:00:00Z' }],
      facts: [{ fact_id: 'f', state: 'unchanged', text: 'I never work on Mondays', source: null }],
      prompt_version: '1',
      tainted: false,
    },
    attempts: [
      { step: 1, attempt: 1, model: 'm1', outcome: 'failed', latency_ms: 3, error: 'overloaded' },
      { step: 1, attempt: 2, model: 'm1', outcome: 'responded', latency_ms: 3 },
    ],
    tools: [{ step: 1, name: 'find_on_shift', arguments: {}, output: {}, action_id: null }],
    steps: [],
  }
  expect(explain(turn, i18next.getFixedT('en'), 'en').join(' ')).toBe(
    'The steward read one passage: Cleaning. It looked at one shift: Peach. It remembered one thing about you. It used one tool: find on shift. ' +
      'm1 wrote the answer. One call of the model had failed. It took 2.5 s.',
  )
})
