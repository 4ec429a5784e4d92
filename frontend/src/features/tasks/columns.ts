import type { Member, Task } from '@/api/types'
import { daysAfter, wallTime } from '@/lib/zoned'

/** What the columns of the board are: when tasks are due, or who is to do them. */
export type Grouping = 'due' | 'person'

export const BY_DUE = ['overdue', 'today', 'later', 'done'] as const
export const DONE = 'done'
export const NOBODY = 'nobody'
/** So many days, today among them, something counts as done lately. */
export const LATELY_DAYS = 7
/** Of more people only those have a column who have something to do. */
const MOST_PEOPLE = 8

/** Now, on the clocks of the business. */
export interface Clock {
  now: number
  zone: string
}

/** The column that a task stands in: its own for each person, by their id. Nothing when the board does not show it. */
export function columnOf(task: Task, by: Grouping, { now, zone }: Clock): string | undefined {
  const day = (at: string | number) => wallTime(at, zone).slice(0, 10)
  if (task.status === 'done') {
    const since = daysAfter(day(now), 1 - LATELY_DAYS)
    return task.completed_at !== null && day(task.completed_at) >= since ? DONE : undefined
  }
  if (task.status !== 'open') return undefined
  if (by === 'person') return task.assignee?.id ?? NOBODY
  if (task.due_at === null) return 'later'
  if (Date.parse(task.due_at) < now) return 'overdue'
  return day(task.due_at) === day(now) ? 'today' : 'later'
}

/** The columns of people: the reader, nobody, then the others; last what is done. */
export function peopleColumns(members: readonly Member[], tasks: readonly Task[], me: string): string[] {
  const busy = new Set(tasks.flatMap((task) => (task.status === 'open' && task.assignee ? [task.assignee.id] : [])))
  const working = members.filter(({ role }) => role === 'owner' || role === 'manager' || role === 'member')
  const shown = working.filter(({ id }) => working.length <= MOST_PEOPLE || busy.has(id)).map(({ id }) => id)
  return [...new Set([me, NOBODY, ...shown, ...busy, DONE])]
}

/** How a task would be. */
export interface Wish {
  done: boolean
  assignee: Task['assignee']
}

/** Where a task can be put: somewhere else, where it is, or nowhere, and why. */
export type Drop = { kind: 'home' } | { kind: 'move'; wish: Wish } | { kind: 'refused'; why: 'due' | 'gone' }

/** What comes of putting a task into a column. When it is due is said to the minute, so one of time must be its own. */
export function dropOn(task: Task, column: string, by: Grouping, members: readonly Member[], clock: Clock): Drop {
  if (columnOf(task, by, clock) === column) return { kind: 'home' }
  if (column === DONE) return { kind: 'move', wish: { done: true, assignee: task.assignee } }
  if (by === 'due') {
    const reopened = columnOf({ ...task, status: 'open' }, by, clock)
    return reopened === column ? { kind: 'move', wish: { done: false, assignee: task.assignee } } : { kind: 'refused', why: 'due' }
  }
  if (column === NOBODY) return { kind: 'move', wish: { done: false, assignee: null } }
  const member = members.find(({ id }) => id === column)
  return member ? { kind: 'move', wish: { done: false, assignee: { id: member.id, name: member.name } } } : { kind: 'refused', why: 'gone' }
}

export type Change =
  | { kind: 'complete' }
  | { kind: 'reopen' }
  | { kind: 'assign'; assignee_id: string | null }
  | { kind: 'reschedule'; due_at: string | null }

/** The commands that make a task so, in an order in which none is refused: who does it is said while it is open. */
export function stepsTo(task: Task, { done, assignee }: Wish): Change[] {
  const open = task.status === 'open'
  const assignee_id = assignee?.id ?? null
  return [
    ...(!open && !done ? [{ kind: 'reopen' as const }] : []),
    ...((task.assignee?.id ?? null) === assignee_id ? [] : [{ kind: 'assign' as const, assignee_id }]),
    ...(open && done ? [{ kind: 'complete' as const }] : []),
  ]
}

/** A task as it will be once that is done. */
export function wished(task: Task, { done, assignee }: Wish, now: number): Task {
  const ended = done ? (task.completed_at ?? new Date(now).toISOString()) : null
  return { ...task, status: done ? 'done' : 'open', assignee, completed_at: ended, completed_by: done ? task.completed_by : null }
}

/** What is done, the latest first. */
export function byCompletion(tasks: readonly Task[]): Task[] {
  const at = ({ completed_at }: Task) => (completed_at === null ? 0 : Date.parse(completed_at))
  return [...tasks].sort((a, b) => at(b) - at(a))
}
