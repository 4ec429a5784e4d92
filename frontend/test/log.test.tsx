import { screen, within } from '@testing-library/react'
import { http, HttpResponse } from 'msw'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { meQuery } from '@/api/me'
import { queryClient } from '@/api/query-client'
import { startSession } from '@/api/session'
import type { Envelope, StoryNode } from '@/api/types'
import { i18next } from '@/app/i18n/i18n'
import { loadLogTexts } from '@/app/i18n/log'
import { Differences } from '@/features/log/components/differences'
import { EventDrawer } from '@/features/log/components/event-drawer'
import { StreamStates } from '@/features/log/components/stream-states'
import { WhyGraph } from '@/features/log/components/why-graph'
import { stepsOf } from '@/features/log/lanes'
import { placeOf, pointAt } from '@/features/log/moments'
import { bodyOf, hidden } from '@/features/log/payload'
import { eventsSearch, facetsOf, historySearch, timelineSearch } from '@/features/log/search'
import { changesOf } from '@/features/log/things'
import { sentencesOf } from '@/features/log/why-words'
import { me, server, session } from './server'
import { show } from './show'

const TASK = '00000000-0000-7000-8000-0000000000f1'

function envelope(position: number, event: string, more: Partial<Envelope> = {}): Envelope {
  return {
    position,
    event_id: `e${position}`,
    event,
    event_version: '1',
    stream: { type: 'Task', id: TASK },
    sequence: position,
    actor: `member:${me.id}`,
    correlation_id: 'c1',
    causation_id: `k${position}`,
    command_id: `k${position}`,
    occurred_at: '2026-11-26T10:00:00Z',
    recorded_at: '2026-11-26T10:00:00.250Z',
    ...more,
  }
}

beforeAll(loadLogTexts)
beforeEach(() => {
  startSession(session())
  queryClient.setQueryData(meQuery.queryKey, { ...me, role: 'owner' as const })
  server.use(
    http.get('*/api/v1/members', () =>
      HttpResponse.json({ items: [{ id: me.id, name: 'Luigi', role: 'owner', title: 'owner' }], next_cursor: null }),
    ),
  )
})

describe('the address of a view', () => {
  it('holds what it knows, and drops the rest', () => {
    expect(eventsSearch({ type: 'TaskCreated', actor: 7, live: true, open: 12, with: -1, moon: 'full' })).toEqual({
      type: 'TaskCreated',
      live: true,
      open: 12,
    })
    expect(facetsOf({ type: 'TaskCreated', live: true, open: 12 })).toEqual({ type: 'TaskCreated' })
    expect(timelineSearch({ type: 'Task', stream: TASK, at: 9, with: 0.5 })).toEqual({ type: 'Task', stream: TASK, at: 9 })
  })
})

describe('a payload', () => {
  it('loses the name of its event, and tells what is not shown', () => {
    expect(bodyOf('TaskCreated', { TaskCreated: { title: 'x' } })).toEqual({ title: 'x' })
    expect(bodyOf('TaskCreated', { title: 'x' })).toEqual({ title: 'x' })
    expect(hidden({ withheld: true, about: ['m'] })).toEqual({ how: 'withheld', about: ['m'] })
    expect(hidden({ erased: true })).toEqual({ how: 'erased', about: [] })
    expect(hidden({ withheld: false })).toBeUndefined()
  })
})

describe('a story', () => {
  const node = (row: number, event: string, more: Partial<StoryNode> = {}): StoryNode => ({
    id: `e${row}`,
    kind: 'effect',
    event,
    position: row,
    stream: { type: 'Turn', id: 'turn' },
    at: '2026-11-26T10:00:00Z',
    actor: 'steward',
    data: { [event]: {} },
    ...more,
  })
  const edges = (...pairs: [number, number][]) => pairs.map(([from, to]) => ({ from: `e${from}`, to: `e${to}`, why: 'caused' as const }))

  it('stays in one lane while one thing follows another, and branches where two do', () => {
    const nodes = [1, 2, 3, 4, 5, 6].map((row) => node(row, 'Step'))
    expect(stepsOf({ nodes, edges: edges([1, 2], [2, 3], [3, 4], [4, 5], [5, 6]) }).map(({ lane }) => lane)).toEqual([0, 0, 0, 0, 0, 0])
    // 2 and 4 branch off 1, which goes on to 6; 2's own line is over before 4 begins.
    expect(stepsOf({ nodes, edges: edges([1, 2], [2, 3], [1, 4], [4, 5], [1, 6]) }).map(({ lane }) => lane)).toEqual([0, 1, 1, 1, 1, 0])
    // Here 2's line is not over: 3 needs a lane of its own.
    expect(stepsOf({ nodes, edges: edges([1, 2], [1, 3], [2, 4], [3, 5], [1, 6]) }).map(({ lane }) => lane)).toEqual([0, 1, 2, 1, 2, 0])
  })

  it('is a list that says it in words, each row a link', async () => {
    const nodes = [node(3, 'MessageSent', { actor: `member:${me.id}` }), node(4, 'TurnStarted'), node(5, 'TaskCreated')]
    await show(<WhyGraph steps={stepsOf({ nodes, edges: edges([3, 4], [4, 5]) })} open={undefined} />, '/log/explain')
    const rows = within(await screen.findByRole('list')).getAllByRole('link')
    expect(rows.map((row) => row.textContent)).toEqual([
      expect.stringMatching(/^MessageSent3 · a beginning/),
      expect.stringMatching(/^TurnStarted4 · because of 3 MessageSent/),
      expect.stringMatching(/^TaskCreated5 · because of 4 TurnStarted/),
    ])
  })

  it('is told in sentences, which say only what the log says', () => {
    const nodes = [
      node(1, 'MessageSent', { kind: 'message', actor: 'member:luigi' }),
      node(2, 'TurnStarted', { kind: 'turn' }),
      node(3, 'ContextRetrieved', { kind: 'context', data: { ContextRetrieved: { passages: [1, 2], shifts: [], facts: [1], history: [], tainted: true } } }),
      node(4, 'ModelAttemptFailed', { kind: 'attempt', data: { ModelAttemptFailed: { model: 'a', kind: 'rate-limited' } } }),
      node(5, 'ModelResponded', { kind: 'attempt', data: { ModelResponded: { model: 'b', latency_ms: 812, calls: 1 } } }),
      node(6, 'ActionRequested', { kind: 'policy', data: { ActionRequested: { kind: 'notify_user', decision: 'ask' } } }),
      node(7, 'ActionApproved', { kind: 'approval', actor: 'member:luigi' }),
      node(8, 'NotificationIssued', { data: { NotificationIssued: { recipient: 'peach' } } }),
      node(9, 'NotificationDelivered'),
      node(10, 'ReplyGiven', { kind: 'reply', data: { ReplyGiven: { citations: [1], withheld: 2 } } }),
    ]
    const effects = [{ stream: { type: 'Notification', id: 'n' }, event: 'NotificationIssued', position: 8 }]
    const explanation = { about: 'e1', correlation_id: 'c', root: 'e1', nodes, edges: [], effects, truncated: false }
    const told = sentencesOf(explanation, { t: i18next.getFixedT('en', 'log'), actor: (one) => one.replace('member:', ''), language: 'en' })
    expect(told.map(({ text }) => text)).toEqual([
      'luigi wrote to the steward.',
      'The steward was shown 2 passages of documents and 1 fact about the person. Some of it came from an untrusted source, so it may not act without asking.',
      'The model a did not answer: rate limited.',
      'The model b answered after 0.8 s. It asked for a tool.',
      'It wanted to do “notify user”. The policy says: ask first.',
      'luigi agreed to exactly what was shown.',
      'peach was told, by a notice.',
      'The steward replied. The reply names 1 source. 2 sentences were left out, because they claimed what had not happened.',
    ])
  })
})

describe('a moment of the log', () => {
  const events = [envelope(3, 'TaskCreated'), envelope(7, 'TaskAssigned', { recorded_at: '2026-11-26T11:00:00Z' })]

  it('has a place among the events, by its position or by the clock', () => {
    expect([2, 3, 6, 7, 99].map((at) => placeOf(events, at))).toEqual([0, 1, 1, 2, 2])
    expect(placeOf(events, '2026-11-26T10:30:00Z')).toBe(1)
    expect(placeOf(events, undefined)).toBe(2)
    expect([0, 1, 2].map((place) => pointAt(events, place))).toEqual([2, 3, undefined])
  })

  it('is compared value by value where a field holds many', () => {
    expect(changesOf('status', 'open', 'done')).toEqual([{ path: ['status'], from: 'open', to: 'done' }])
    expect(changesOf('agent', { model: 'a', rules: ['x'] }, { model: 'b', rules: ['x', 'y'] })).toEqual([
      { path: ['agent', 'model'], from: 'a', to: 'b' },
      { path: ['agent', 'rules', '1'], from: undefined, to: 'y' },
    ])
    const withheld = { withheld: true, about: ['m'] }
    expect(changesOf('title', withheld, 'x')).toEqual([{ path: ['title'], from: withheld, to: 'x' }])
  })

  it('holds what the address says of it', () => {
    expect(historySearch({ of: 'tasks', at: 12, from: '2026-11-26T10:00:00Z', to: 'soon' })).toEqual({
      of: 'tasks',
      at: 12,
      from: '2026-11-26T10:00:00Z',
    })
    expect(historySearch({ of: 'moons', at: 0 })).toEqual({ at: 0 })
  })
})

it('says what is different, field by field, and when nothing is', async () => {
  await show(
    <>
      <Differences label="one" before={{ title: 'a', due: 1, by: 'x' }} after={{ title: 'b', by: 'x', done: true }} />
      <Differences label="two" before={{ a: [1] }} after={{ a: [1] }} />
    </>,
    '/log',
  )
  const list = within(await screen.findByRole('list', { name: 'one' }))
  expect(list.getAllByRole('listitem').map((one) => one.textContent)).toEqual(
    expect.arrayContaining(['title−Before:"a"+After:"b"', 'due−Before:1', 'done+After:true']),
  )
  expect(screen.queryByRole('list', { name: 'two' })).toBeNull()
  expect(screen.getByText('Nothing is different.')).toBeTruthy()
})

describe('an event', () => {
  it('is shown without the words of people, and compared with an earlier one', async () => {
    const payloads: Record<number, unknown> = {
      1: { TaskCreated: { title: { withheld: true, about: [me.id] }, priority: 1 } },
      2: { TaskAssigned: { title: { withheld: true, about: [me.id] }, priority: 2 } },
    }
    const all = [envelope(1, 'TaskCreated'), envelope(2, 'TaskAssigned')]
    server.use(
      http.get('*/api/v1/events/:position', ({ params }) => {
        const position = Number(params['position'])
        return HttpResponse.json({ ...all[position - 1], payload: payloads[position] })
      }),
      http.get('*/api/v1/streams/:type/:id', () => HttpResponse.json({ items: all, next_cursor: null })),
    )
    await show(<EventDrawer position={2} other={1} />, '/log/events')
    const drawer = within(await screen.findByRole('dialog', { name: 'TaskAssigned · 2' }))
    expect(await drawer.findByText('personal text about Luigi: not shown')).toBeTruthy()
    const list = within(await drawer.findByRole('list', { name: 'What is different between 1 and 2' }))
    expect(list.getAllByRole('listitem').map((one) => one.textContent)).toEqual(['priority−Before:1+After:2'])
  })
})

it('shows the state of a stream after an event, and what that event changed', async () => {
  const asked: (string | null)[] = []
  server.use(
    http.get('*/api/v1/streams/:type/:id/state', ({ request }) => {
      const at = new URL(request.url).searchParams.get('at')
      asked.push(at)
      return HttpResponse.json({ position: Number(at), sequence: 1, recorded_at: '2026-11-26T10:00:00Z', state: { done: at === '7' } })
    }),
  )
  const events = [envelope(5, 'TaskCreated'), envelope(7, 'TaskCompleted'), envelope(9, 'TaskReopened')]
  await show(<StreamStates type="Task" id={TASK} events={events} at={7} other={undefined} />, '/log/timeline')
  expect((await screen.findByRole('group', { name: 'State after 7' })).textContent).toContain('"done": true')
  const change = await screen.findByRole('list', { name: 'What is different' })
  expect(change.textContent).toBe('done−Before:false+After:true')
  expect(asked.sort()).toEqual(['5', '7'])
  expect(screen.getByRole('slider', { name: 'Which event' }).getAttribute('aria-valuenow')).toBe('1')
})
