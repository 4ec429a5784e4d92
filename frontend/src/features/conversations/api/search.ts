import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'
import { keys } from '@/api/keys'
import { afterPosition } from '@/api/position'

/** Fewer letters find too much to be of use. */
export const FEWEST_LETTERS = 2

/** What was said in my conversations with all these words, the newest first. */
export function foundMessagesQuery(q: string) {
  return infiniteQueryOptions({
    queryKey: keys.foundMessages(q),
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        client.GET('/api/v1/conversations/search', {
          params: { query: { q, limit: 20, ...(pageParam === '' ? {} : { cursor: pageParam }), ...afterPosition() } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    select: (data) => data.pages.flatMap((page) => page.items),
    placeholderData: keepPreviousData,
  })
}
