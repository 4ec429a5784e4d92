import { infiniteQueryOptions } from '@tanstack/react-query'
import { client, unwrap } from './client'
import { keys } from './keys'
import { afterPosition } from './position'

/** The member's conversations, latest first, page by page. */
export const conversationsQuery = infiniteQueryOptions({
  queryKey: keys.conversations,
  initialPageParam: '',
  queryFn: ({ pageParam }) =>
    unwrap(
      client.GET('/api/v1/conversations', {
        params: {
          query: { limit: 50, ...(pageParam === '' ? {} : { cursor: pageParam }), ...afterPosition() },
        },
      }),
    ),
  getNextPageParam: (page) => page.next_cursor ?? undefined,
  select: (data) => data.pages.flatMap((page) => page.items),
})
