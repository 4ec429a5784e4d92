/** What the address of the tasks holds: whoever has the link sees them the same way. */
export interface TasksSearch {
  view?: 'board'
  /** What the columns of the board are. */
  by?: 'person'
  /** Which tasks are listed; open ones without it. */
  status?: 'done'
}

export function tasksSearch(raw: Record<string, unknown>): TasksSearch {
  const search: TasksSearch = {}
  if (raw['view'] === 'board') search.view = 'board'
  if (raw['by'] === 'person') search.by = 'person'
  if (raw['status'] === 'done') search.status = 'done'
  return search
}
