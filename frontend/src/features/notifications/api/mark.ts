import { useMutation, useQueryClient } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'
import { keys } from '@/api/keys'
import { sawPosition } from '@/api/position'

export type Mark = 'read' | 'acknowledge'

interface Command {
  ids: string[]
  mark: Mark
}

/** Marks notices one after the other; each has a key of its own, so a repeat changes nothing. */
export function useMark() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async ({ ids, mark }: Command) => {
      for (const id of ids) sawPosition((await send(id, mark)).position)
    },
    onSettled: () => queries.invalidateQueries({ queryKey: keys.notifications }),
  })
}

function send(id: string, mark: Mark) {
  const params = { path: { id }, header: { 'Idempotency-Key': `${mark}-${id}` } }
  return mark === 'read'
    ? unwrap(client.POST('/api/v1/notifications/{id}/read', { params }))
    : unwrap(client.POST('/api/v1/notifications/{id}/acknowledge', { params }))
}

interface PutOff {
  id: string
  /** The moment on the clocks of the business, and as the API takes it. */
  at: string
  until: string
}

/** Puts a notice off until later. */
export function useSnooze() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async ({ id, at, until }: PutOff) => {
      const params = { path: { id }, header: { 'Idempotency-Key': `snooze-${id}-${at}` } }
      sawPosition((await unwrap(client.POST('/api/v1/notifications/{id}/snooze', { params, body: { until } }))).position)
    },
    onSettled: () => queries.invalidateQueries({ queryKey: keys.notifications }),
  })
}
