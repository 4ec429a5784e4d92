import { infiniteQueryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'
import { keys } from '@/api/keys'
import { afterPosition, sawPosition } from '@/api/position'
import type { Task } from '@/api/types'
import type { Change } from '../columns'

export type Selection = 'open' | 'done'

/** Tasks that the member may see, the newest first. */
export function tasksQuery(status: Selection) {
  return infiniteQueryOptions({
    queryKey: [...keys.tasks, status],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      unwrap(
        client.GET('/api/v1/tasks', {
          params: { query: { status, limit: 100, ...(pageParam === '' ? {} : { cursor: pageParam }), ...afterPosition() } },
        }),
      ),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    select: ({ pages }) => pages.flatMap((page) => page.items),
  })
}

export interface NewTask {
  title: string
  assignee_id: string | null
  due_at: string | null
}

export function useCreateTask() {
  return useTaskCommand(({ key, ...body }: NewTask & { key: string }) =>
    unwrap(client.POST('/api/v1/tasks', { params: { header: { 'Idempotency-Key': key } }, body })),
  )
}

export function useChangeTask(task: Task) {
  return useTaskCommand((change: Change) => sendChange(task.id, change))
}

/** Ends a task, takes that back, or says who is to do it or by when. */
export function sendChange(id: string, change: Change): Promise<{ position: number }> {
  const params = { path: { id } }
  switch (change.kind) {
    case 'complete':
      return unwrap(client.POST('/api/v1/tasks/{id}/complete', { params }))
    case 'reopen':
      return unwrap(client.POST('/api/v1/tasks/{id}/reopen', { params }))
    case 'assign':
      return unwrap(client.POST('/api/v1/tasks/{id}/assign', { params, body: { assignee_id: change.assignee_id } }))
    case 'reschedule':
      return unwrap(client.POST('/api/v1/tasks/{id}/reschedule', { params, body: { due_at: change.due_at } }))
  }
}

function useTaskCommand<Input>(send: (input: Input) => Promise<{ position: number }>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (input: Input) => sawPosition((await send(input)).position),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.tasks }),
  })
}
