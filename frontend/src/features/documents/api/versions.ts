import { infiniteQueryOptions } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'
import { keys } from '@/api/keys'
import { afterPosition } from '@/api/position'

/** Every version of a document, the oldest first. */
export function versionsQuery(id: string) {
  return infiniteQueryOptions({
    queryKey: [...keys.documents, id, 'versions'],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      unwrap(
        client.GET('/api/v1/documents/{id}/versions', {
          params: {
            path: { id },
            query: { limit: 200, ...(pageParam === '' ? {} : { cursor: pageParam }), ...afterPosition() },
          },
        }),
      ),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    select: (data) => data.pages.flatMap((page) => page.items),
  })
}
