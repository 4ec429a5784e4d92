import { describe, expect, it } from 'vitest'
import type { Member, Task } from '@/api/types'
import { byCompletion, columnOf, dropOn, peopleColumns, stepsTo, wished } from '@/features/tasks/columns'
import { tasksSearch } from '@/features/tasks/search'
import { neighbour } from '@/features/tasks/use-card-move'

const ROME = 'Europe/Rome'
const at = (now: string, zone = ROME) => ({ now: Date.parse(now), zone })
const NOON = at('2026-11-27T11:00:00Z')
const peach = { id: 'peach', name: 'Peach' }
const luigi = { id: 'luigi', name: 'Luigi' }
const members = [
  { ...luigi, role: 'member', title: '' },
  { ...peach, role: 'member', title: '' },
  { id: 'toad', name: 'Toad', role: 'auditor', title: '' },
] satisfies Member[]

const task = (part: Partial<Task> = {}): Task => ({
  id: 't',
  title: 'Order flour',
  notes: null,
  status: 'open',
  assignee: null,
  created_by: luigi,
  due_at: null,
  created_at: '2026-11-01T00:00:00Z',
  completed_at: null,
  completed_by: null,
  action_id: null,
  ...part,
})
const done = (completed_at: string, part: Partial<Task> = {}) => task({ status: 'done', completed_at, completed_by: luigi, ...part })

describe('the column of a task by when it is due', () => {
  const column = (due_at: string | null, clock = NOON) => columnOf(task({ due_at }), 'due', clock)

  it('is of the calendar of the business, wherever the reader is', () => {
    // 22:59 UTC is the last minute of the day in Rome, 23:00 the first of the next.
    expect(column('2026-11-27T22:59:00Z')).toBe('today')
    expect(column('2026-11-27T23:00:00Z')).toBe('later')
    expect(column('2026-11-27T23:00:00Z', at('2026-11-27T11:00:00Z', 'America/New_York'))).toBe('today')
    expect(column('2026-11-28T02:00:00Z', at('2026-11-27T23:30:00Z'))).toBe('today')
  })

  it('is overdue from its very moment on, and also on the same day', () => {
    expect(column('2026-11-27T10:59:59Z')).toBe('overdue')
    expect(column('2026-11-27T11:00:00Z')).toBe('today')
    expect(column('2026-11-26T23:30:00Z')).toBe('overdue')
  })

  it('is today for 25 hours when clocks go back', () => {
    const morning = at('2026-10-24T22:30:00Z')
    expect(column('2026-10-25T22:59:00Z', morning)).toBe('today')
    expect(column('2026-10-25T23:00:00Z', morning)).toBe('later')
  })

  it('is later without a time, and none when it is not wanted any more', () => {
    expect(column(null)).toBe('later')
    expect(columnOf(task({ status: 'cancelled' }), 'due', NOON)).toBeUndefined()
  })

  it('keeps what is done for seven days of the calendar', () => {
    expect(columnOf(done('2026-11-20T23:00:00Z'), 'due', NOON)).toBe('done')
    expect(columnOf(done('2026-11-20T22:59:00Z'), 'due', NOON)).toBeUndefined()
    expect(byCompletion([done('2026-11-25T00:00:00Z', { id: 'a' }), done('2026-11-26T00:00:00Z', { id: 'b' })]).map(({ id }) => id)).toEqual(['b', 'a'])
  })
})

describe('the columns of people', () => {
  it('are of whoever works here, the reader first', () => {
    expect(peopleColumns(members, [], 'peach')).toEqual(['peach', 'nobody', 'luigi', 'done'])
  })

  it('are also of who left something open, and of many people only of the busy ones', () => {
    const open = task({ assignee: { id: 'gone', name: null } })
    expect(peopleColumns(members, [open], 'luigi')).toEqual(['luigi', 'nobody', 'peach', 'gone', 'done'])
    const many = Array.from({ length: 9 }, (_, index) => ({ id: `m${index}`, name: 'M', role: 'member' as const, title: '' }))
    expect(peopleColumns(many, [task({ assignee: { id: 'm4', name: 'M' } })], 'm0')).toEqual(['m0', 'nobody', 'm4', 'done'])
  })
})

describe('what comes of a drop', () => {
  const due = { due_at: '2026-11-27T15:00:00Z' }

  it('is nothing in its own column', () => {
    expect(dropOn(task(due), 'today', 'due', members, NOON)).toEqual({ kind: 'home' })
  })

  it('is that it is done, in the last one', () => {
    expect(dropOn(task({ assignee: peach }), 'done', 'person', members, NOON)).toEqual({ kind: 'move', wish: { done: true, assignee: peach } })
  })

  it('is refused where its time does not put it, since no command changes that', () => {
    expect(dropOn(task(due), 'later', 'due', members, NOON)).toEqual({ kind: 'refused', why: 'due' })
    const ended = done('2026-11-26T00:00:00Z', due)
    expect(dropOn(ended, 'later', 'due', members, NOON)).toEqual({ kind: 'refused', why: 'due' })
    expect(dropOn(ended, 'today', 'due', members, NOON)).toEqual({ kind: 'move', wish: { done: false, assignee: null } })
  })

  it('is that somebody else does it, who works here', () => {
    expect(dropOn(task(), 'peach', 'person', members, NOON)).toEqual({ kind: 'move', wish: { done: false, assignee: peach } })
    expect(dropOn(task({ assignee: peach }), 'nobody', 'person', members, NOON)).toEqual({ kind: 'move', wish: { done: false, assignee: null } })
    expect(dropOn(task(), 'gone', 'person', members, NOON)).toEqual({ kind: 'refused', why: 'gone' })
  })
})

describe('the commands', () => {
  const ended = done('2026-11-26T00:00:00Z', { assignee: luigi })

  it('open a task first, and end it last: who does it is said in between', () => {
    expect(stepsTo(ended, { done: false, assignee: peach })).toEqual([{ kind: 'reopen' }, { kind: 'assign', assignee_id: 'peach' }])
    expect(stepsTo(task(), { done: true, assignee: peach })).toEqual([{ kind: 'assign', assignee_id: 'peach' }, { kind: 'complete' }])
    expect(stepsTo(task({ assignee: luigi }), { done: false, assignee: null })).toEqual([{ kind: 'assign', assignee_id: null }])
    expect(stepsTo(ended, { done: true, assignee: luigi })).toEqual([])
  })

  it('lead where the board shows it at once, and back', () => {
    const shown = wished(task({ assignee: luigi }), { done: true, assignee: luigi }, NOON.now)
    expect(columnOf(shown, 'due', NOON)).toBe('done')
    expect(stepsTo(shown, { done: false, assignee: luigi })).toEqual([{ kind: 'reopen' }])
    expect(wished(ended, { done: false, assignee: null }, NOON.now)).toMatchObject({ status: 'open', completed_at: null, completed_by: null, assignee: null })
  })
})

it('leads by arrows to the column beside, or below on a phone; from right to left the other way', () => {
  const columns = ['a', 'b', 'c']
  expect(neighbour('a', columns, 'ArrowRight', 'ltr')).toBe('b')
  expect(neighbour('b', columns, 'ArrowLeft', 'ltr')).toBe('a')
  expect(neighbour('a', columns, 'ArrowLeft', 'rtl')).toBe('b')
  expect(neighbour('b', columns, 'ArrowDown', 'rtl')).toBe('c')
  expect(neighbour('c', columns, 'ArrowDown', 'ltr')).toBe('c')
  expect(neighbour('a', columns, 'ArrowUp', 'ltr')).toBe('a')
})

it('reads from the address what can be in it', () => {
  expect(tasksSearch({ view: 'board', by: 'person', status: 'done' })).toEqual({ view: 'board', by: 'person', status: 'done' })
  expect(tasksSearch({ view: 'wall', by: 'due', status: 1 })).toEqual({})
})
