import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { client, settle, unwrap } from '@/api/client'
import { keys } from '@/api/keys'
import type { Projection } from '@/api/types'
import { watched, type Watched } from '../trends'

const LOOK_MS = 3_000
/** While something is being built or compared. */
const BUSY_MS = 1_000

const projectionsKey = [...keys.log, 'projections'] as const
const requestsKey = [...keys.log, 'requests'] as const

/** All projections, and how far each was behind while the page is open. */
export const projectionsQuery = queryOptions({
  queryKey: projectionsKey,
  queryFn: async ({ client: cache }): Promise<Watched> => {
    const { items } = await unwrap(client.GET('/api/v1/projections'))
    return watched(cache.getQueryData<Watched>(projectionsKey), items)
  },
  refetchInterval: ({ state }) => (state.data?.items.some(isBusy) ? BUSY_MS : LOOK_MS),
})

/** What was asked for lately, the newest first. */
export const requestsQuery = queryOptions({
  queryKey: requestsKey,
  queryFn: async () => (await unwrap(client.GET('/api/v1/projections/requests'))).items,
  refetchInterval: ({ state }) => (state.data?.some((one) => one.ended_at === null) ? BUSY_MS : LOOK_MS * 4),
})

export type Command = 'pause' | 'resume' | 'rebuild' | 'rebuild-from-scratch' | 'verify'

function send(name: string, command: Command) {
  const params = { path: { name } }
  switch (command) {
    case 'pause':
      return client.POST('/api/v1/projections/{name}/pause', { params })
    case 'resume':
      return client.POST('/api/v1/projections/{name}/resume', { params })
    case 'verify':
      return client.POST('/api/v1/projections/{name}/verify', { params })
    default: {
      const body = { from_scratch: command === 'rebuild-from-scratch' }
      return client.POST('/api/v1/projections/{name}/rebuild', { params, body })
    }
  }
}

/** Does something to a projection; what comes of a request is seen in its list. */
export function useCommand(name: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (command: Command) => settle(send(name, command)),
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: projectionsKey }),
        queries.invalidateQueries({ queryKey: requestsKey }),
      ]),
  })
}

/** Whether something is being done to it right now. */
export function isBusy({ rebuild, request }: Projection): boolean {
  return rebuild !== null || (request !== null && request.ended_at === null)
}
