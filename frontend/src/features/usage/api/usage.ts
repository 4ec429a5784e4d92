import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'
import { keys } from '@/api/keys'
import { afterPosition } from '@/api/position'
import type { Period } from '../period'

/** Sums are made anew each time: while they are looked at, once a minute is enough. */
const EVERY_MS = 60_000

export function usageQuery(period: Period) {
  return queryOptions({
    queryKey: [...keys.usage, 'sums', period],
    queryFn: () => unwrap(client.GET('/api/v1/usage', { params: { query: { ...period, ...afterPosition() } } })),
    // Another period does not make the page jump.
    placeholderData: keepPreviousData,
    refetchInterval: EVERY_MS,
  })
}

export interface TurnFilter extends Period {
  member_id?: string
  model?: string
}

/** The turns behind the sums, the newest first. */
export function usedTurnsQuery(filter: TurnFilter) {
  return infiniteQueryOptions({
    queryKey: [...keys.usage, 'turns', filter],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      unwrap(
        client.GET('/api/v1/usage/turns', {
          params: { query: { ...filter, limit: 25, ...(pageParam === '' ? {} : { cursor: pageParam }), ...afterPosition() } },
        }),
      ),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    select: ({ pages }) => pages.flatMap((page) => page.items),
  })
}
