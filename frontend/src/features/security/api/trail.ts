import { infiniteQueryOptions } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'
import { keys } from '@/api/keys'
import { afterPosition } from '@/api/position'

/** What concerns the security of the business, the newest first. */
export const trailQuery = infiniteQueryOptions({
  queryKey: keys.security,
  initialPageParam: '',
  queryFn: ({ pageParam }) =>
    unwrap(
      client.GET('/api/v1/security/events', {
        params: { query: { limit: 50, ...(pageParam === '' ? {} : { cursor: pageParam }), ...afterPosition() } },
      }),
    ),
  getNextPageParam: (page) => page.next_cursor ?? undefined,
  select: ({ pages }) => pages.flatMap((page) => page.items),
})
