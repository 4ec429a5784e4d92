import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { keys } from '@/api/keys'
import { headPosition, useHead } from '@/api/position'
import type { Envelope } from '@/api/types'
import type { Facets } from '../search'
import { eventsQuery, tailOf } from './events'

/**
 * What came after `from`, while `on`: asked for whenever the log has grown, one question at a time.
 * Before more comes than one answer holds, the whole list is loaded anew and begins there.
 */
export function useTail(facets: Facets, from: number | undefined, on: boolean): Envelope[] {
  const head = useHead()
  const queries = useQueryClient()
  const { data, isFetching, refetch } = useQuery({
    queryKey: [...keys.log, 'tail', facets, from],
    queryFn: () => tailOf(facets, from ?? 0, headPosition()),
    enabled: on && from !== undefined,
  })
  const behind = on && data !== undefined && head > data.through
  useEffect(() => {
    if (behind && !isFetching) void refetch()
  }, [behind, isFetching, refetch])
  const overflows = data?.overflows === true
  useEffect(() => {
    if (overflows) void queries.resetQueries({ queryKey: eventsQuery(facets).queryKey, exact: true })
  }, [overflows, queries, facets])
  return on ? (data?.items ?? []) : []
}
