import { screen, within } from '@testing-library/react'
import { http, HttpResponse } from 'msw'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { meQuery } from '@/api/me'
import { queryClient } from '@/api/query-client'
import { startSession } from '@/api/session'
import type { Envelope } from '@/api/types'
import { loadLogTexts } from '@/app/i18n/log'
import { Differences } from '@/features/log/components/differences'
import { EventDrawer } from '@/features/log/components/event-drawer'
import { StoryGraph } from '@/features/log/components/story-graph'
import { StreamStates } from '@/features/log/components/stream-states'
import { bodyOf, hidden } from '@/features/log/payload'
import { eventsSearch, facetsOf, timelineSearch } from '@/features/log/search'
import { stepsOf } from '@/features/log/story'
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
  const events = [
    envelope(3, 'MessageSent'),
    envelope(4, 'TurnStarted', { causation_id: 'e3', actor: 'steward' }),
    envelope(5, 'ActionRequested', { causation_id: 'e4', actor: 'steward' }),
    envelope(6, 'TaskCreated', { causation_id: 'e4', actor: 'steward' }),
  ]

  it('knows what led to what', () => {
    expect(stepsOf(events).map(({ cause, depth }) => [cause, depth])).toEqual([[undefined, 0], [0, 1], [1, 2], [1, 2]])
  })

  it('finds a cause that is named by its message or its stream', () => {
    const turn = { type: 'Turn', id: 'turn' }
    const named = [
      envelope(3, 'MessageSent', { correlation_id: 'message' }),
      envelope(4, 'TurnStarted', { correlation_id: 'message', causation_id: 'message', stream: turn }),
      envelope(5, 'ModelResponded', { correlation_id: 'message', causation_id: 'turn', stream: turn }),
      envelope(6, 'ReplyGiven', { correlation_id: 'message', causation_id: 'turn' }),
    ]
    expect(stepsOf(named).map(({ cause }) => cause)).toEqual([undefined, 0, 1, 2])
  })

  it('lets a turn follow from the beginning, also where its first event names the turn itself', () => {
    const turn = { type: 'Turn', id: 'turn' }
    const named = [
      envelope(3, 'MessageSent'),
      envelope(4, 'TurnStarted', { causation_id: 'turn', stream: turn }),
      envelope(5, 'ModelResponded', { causation_id: 'turn', stream: turn }),
    ]
    expect(stepsOf(named).map(({ cause }) => cause)).toEqual([undefined, 0, 1])
  })

  it('is a list that says it in words, each row a link', async () => {
    await show(<StoryGraph steps={stepsOf(events)} open={undefined} />, '/log/story')
    const rows = within(await screen.findByRole('list')).getAllByRole('link')
    expect(rows.map((row) => row.textContent)).toEqual([
      expect.stringMatching(/^MessageSent3 · a beginning/),
      expect.stringMatching(/^TurnStarted4 · because of 3 MessageSent/),
      expect.stringMatching(/^ActionRequested5 · because of 4 TurnStarted/),
      expect.stringMatching(/^TaskCreated6 · because of 4 TurnStarted/),
    ])
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
