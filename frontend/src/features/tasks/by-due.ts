import type { Task } from '@/api/types'

/** What is due first first, then what has no time, the newest first. */
export function byDue(tasks: readonly Task[]): Task[] {
  const due = (task: Task) => (task.due_at === null ? Infinity : Date.parse(task.due_at))
  return [...tasks].sort((a, b) =>
    due(a) === due(b) ? Date.parse(b.created_at) - Date.parse(a.created_at) : due(a) - due(b),
  )
}
