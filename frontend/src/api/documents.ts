import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { client, unwrap } from './client'
import { keys } from './keys'
import { afterPosition } from './position'

/** One document with its text; a cited version never changes, so it is kept. */
export function documentQuery(id: string, version: number | undefined) {
  return queryOptions({
    queryKey: keys.document(id, version),
    queryFn: () =>
      unwrap(
        client.GET('/api/v1/documents/{id}', {
          params: {
            path: { id },
            query: { ...(version === undefined ? {} : { version }), ...afterPosition() },
          },
        }),
      ),
    staleTime: version === undefined ? 60_000 : Infinity,
    refetchInterval: ({ state }) => version === undefined && state.data !== undefined && pending([state.data]),
  })
}

const POLL_MS = 1_500

/** What is on its way into the search is looked at again: embedding is no event. */
function pending(documents: readonly { ingestion: { state: string; error: { next_try_at: string | null } | null } }[]) {
  const moving = documents.some(
    ({ ingestion }) => ingestion.state === 'queued' || ingestion.state === 'embedding' || ingestion.error?.next_try_at,
  )
  return moving && POLL_MS
}

/** What the steward may cite, in the order in which it was added. */
export const documentsQuery = infiniteQueryOptions({
  queryKey: [...keys.documents, 'list'],
  initialPageParam: '',
  queryFn: ({ pageParam }) =>
    unwrap(
      client.GET('/api/v1/documents', {
        params: {
          query: { limit: 100, ...(pageParam === '' ? {} : { cursor: pageParam }), ...afterPosition() },
        },
      }),
    ),
  getNextPageParam: (page) => page.next_cursor ?? undefined,
  select: (data) => data.pages.flatMap((page) => page.items),
  refetchInterval: ({ state }) => pending(state.data?.pages.flatMap((page) => page.items) ?? []),
})
