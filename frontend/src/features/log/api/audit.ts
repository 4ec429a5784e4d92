import { infiniteQueryOptions, queryOptions, useMutation } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'
import { keys } from '@/api/keys'

/** How often the page looks how far the log is sealed. */
const LOOK_MS = 5_000

export const sealQuery = queryOptions({
  queryKey: [...keys.log, 'seal'],
  queryFn: () => unwrap(client.GET('/api/v1/audit/status')),
  refetchInterval: LOOK_MS,
})

export const sealKeyQuery = queryOptions({
  queryKey: [...keys.log, 'seal-key'],
  queryFn: () => unwrap(client.GET('/api/v1/audit/key')),
})

/** The heads of blocks, the newest first. */
export const blocksQuery = infiniteQueryOptions({
  queryKey: [...keys.log, 'blocks'],
  initialPageParam: '',
  queryFn: ({ pageParam }) =>
    unwrap(
      client.GET('/api/v1/audit/blocks', {
        params: { query: { limit: 20, ...(pageParam === '' ? {} : { cursor: pageParam }) } },
      }),
    ),
  getNextPageParam: (page) => page.next_cursor ?? undefined,
  select: ({ pages }) => pages.flatMap((page) => page.items),
})

/** That an event is in the log. */
export const proofQuery = (position: number) =>
  queryOptions({
    queryKey: [...keys.log, 'proof', position],
    queryFn: () => unwrap(client.GET('/api/v1/audit/proofs/{position}', { params: { path: { position } } })),
    retry: false,
  })

export function useVerify() {
  return useMutation({ mutationFn: () => unwrap(client.POST('/api/v1/audit/verify')) })
}
