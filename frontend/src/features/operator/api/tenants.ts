import { infiniteQueryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'
import { keys } from '@/api/keys'
import { afterPosition, sawPosition } from '@/api/position'

/** The businesses of the deployment: what they are called, never what they say. */
export const tenantsQuery = infiniteQueryOptions({
  queryKey: keys.operatorTenants,
  initialPageParam: '',
  queryFn: ({ pageParam }) =>
    unwrap(
      client.GET('/api/v1/operator/tenants', {
        params: { query: { limit: 100, ...(pageParam === '' ? {} : { cursor: pageParam }), ...afterPosition() } },
      }),
    ),
  getNextPageParam: (page) => page.next_cursor ?? undefined,
  select: ({ pages }) => pages.flatMap((page) => page.items),
})

export function useSuspend(id: string) {
  return useOperate((reason: string) =>
    unwrap(client.POST('/api/v1/operator/tenants/{id}/suspend', { params: { path: { id } }, body: { reason } })),
  )
}

export function useResume(id: string) {
  return useOperate<void>(() => unwrap(client.POST('/api/v1/operator/tenants/{id}/resume', { params: { path: { id } } })))
}

function useOperate<Input>(send: (input: Input) => Promise<{ position: number }>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (input: Input) => sawPosition((await send(input)).position),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.operatorTenants }),
  })
}
