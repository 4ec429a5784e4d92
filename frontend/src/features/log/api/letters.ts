import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'
import { keys } from '@/api/keys'
import type { ProjectionRequest } from '@/api/types'

const LOOK_MS = 5_000
const BUSY_MS = 1_000

export const lettersKey = [...keys.log, 'letters'] as const

/** Events that a projection could not take, the oldest first. */
export const lettersQuery = (projection: string | undefined) =>
  queryOptions({
    queryKey: [...lettersKey, projection ?? 'all'],
    queryFn: () => {
      const query = projection === undefined ? {} : { projection }
      return unwrap(client.GET('/api/v1/dead-letters', { params: { query } }))
    },
    refetchInterval: LOOK_MS,
  })

/** What came of something that was asked for, looked at until it is over. */
export const requestQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.log, 'request', id],
    queryFn: () => unwrap(client.GET('/api/v1/projections/requests/{id}', { params: { path: { id } } })),
    refetchInterval: ({ state }) => (state.data?.ended_at == null ? BUSY_MS : false),
  })

interface Which {
  projection: string
  position: number
}

/** Tries the stream of an event again, in order. */
export function useRetry() {
  return useCare((which: Which) => client.POST('/api/v1/dead-letters/retry', { body: which }))
}

/** Leaves an event out of a projection for good. */
export function useDiscard() {
  return useCare((which: Which & { reason: string }) => client.POST('/api/v1/dead-letters/discard', { body: which }))
}

function useCare<Input>(send: (input: Input) => Promise<{ data?: ProjectionRequest; error?: unknown; response: Response }>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (input: Input) => unwrap(send(input)),
    onSettled: () => queries.invalidateQueries({ queryKey: lettersKey }),
  })
}
