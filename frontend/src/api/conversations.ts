import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { client, unwrap } from './client'
import { keys } from './keys'
import { afterPosition } from './position'

/** The member's conversations, latest first, page by page: those put away, or the others. */
export function conversationsQuery(archived: boolean) {
  return infiniteQueryOptions({
    queryKey: keys.conversationList(archived),
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      unwrap(
        client.GET('/api/v1/conversations', {
          params: {
            query: { limit: 50, archived, ...(pageParam === '' ? {} : { cursor: pageParam }), ...afterPosition() },
          },
        }),
      ),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    select: (data) => data.pages.flatMap((page) => page.items),
  })
}

/** One of them, also if no list shows it. */
export function conversationQuery(id: string) {
  return queryOptions({
    queryKey: keys.conversation(id),
    queryFn: () =>
      unwrap(client.GET('/api/v1/conversations/{id}', { params: { path: { id }, query: afterPosition() } })),
  })
}
