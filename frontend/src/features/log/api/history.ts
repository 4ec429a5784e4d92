import { queryOptions } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'
import { keys } from '@/api/keys'
import { afterPosition } from '@/api/position'
import type { Part, Point } from '../search'

/** A part of the business as it was. */
export const historyQuery = (of: Part, at: Point | undefined) =>
  queryOptions({
    queryKey: [...keys.log, 'history', of, at ?? 'now'],
    queryFn: () =>
      unwrap(
        client.GET('/api/v1/history', {
          params: { query: { of, ...(at === undefined ? {} : { at: String(at) }), ...afterPosition() } },
        }),
      ),
  })

/** What is different between two moments. */
export const compareQuery = (of: Part, from: Point, to: Point | undefined) =>
  queryOptions({
    queryKey: [...keys.log, 'history', of, from, to ?? 'now', 'compare'],
    queryFn: () =>
      unwrap(
        client.GET('/api/v1/history/compare', {
          params: { query: { of, from: String(from), ...(to === undefined ? {} : { to: String(to) }), ...afterPosition() } },
        }),
      ),
  })
