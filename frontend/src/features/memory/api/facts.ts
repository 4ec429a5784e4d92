import { infiniteQueryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'
import { keys } from '@/api/keys'
import { afterPosition, sawPosition } from '@/api/position'
import type { Fact } from '@/api/types'

/** What the steward remembers about the member, the newest first. */
export const factsQuery = infiniteQueryOptions({
  queryKey: keys.facts,
  initialPageParam: '',
  queryFn: ({ pageParam }) =>
    unwrap(
      client.GET('/api/v1/facts', {
        params: { query: { limit: 100, ...(pageParam === '' ? {} : { cursor: pageParam }), ...afterPosition() } },
      }),
    ),
  getNextPageParam: (page) => page.next_cursor ?? undefined,
  select: ({ pages }) => pages.flatMap((page) => page.items),
})

/** Has the steward remember something. */
export function useRemember() {
  return useFactCommand(({ text, key }: { text: string; key: string }) =>
    unwrap(client.POST('/api/v1/facts', { params: { header: { 'Idempotency-Key': key } }, body: { text } })),
  )
}

/** Puts a fact otherwise; 412 when it has changed since it was read. */
export function useReviseFact(fact: Fact) {
  return useFactCommand((text: string) =>
    unwrap(
      client.PUT('/api/v1/facts/{id}', {
        params: { path: { id: fact.id }, header: { 'If-Match': `"${fact.version}"` } },
        body: { text, topic: fact.topic },
      }),
    ),
  )
}

export function useForget(fact: Fact) {
  return useFactCommand<void>(() =>
    unwrap(client.POST('/api/v1/facts/{id}/forget', { params: { path: { id: fact.id } } })),
  )
}

function useFactCommand<Input>(send: (input: Input) => Promise<{ position: number }>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (input: Input) => sawPosition((await send(input)).position),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.facts }),
  })
}
