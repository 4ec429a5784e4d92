import { useMutation, useMutationState, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'
import { keys } from '@/api/keys'
import { noticePreferencesQuery } from '@/api/notice-preferences'
import { sawPosition } from '@/api/position'
import { Problem } from '@/api/problem'
import { apply, type Change } from '../telling'

const CHANGE = ['tell'] as const

/** What tells the member of a notice, with the changes that are on their way. */
export function useTelling() {
  const query = useQuery(noticePreferencesQuery)
  const pending = useMutationState({
    filters: { mutationKey: CHANGE, status: 'pending' },
    select: (mutation) => mutation.state.variables as Change,
  })
  return { ...query, data: query.data && pending.reduce(apply, query.data.value) }
}

/** Saves one change after the other, each upon what the server has by then. */
export function useChangeTelling() {
  const queries = useQueryClient()
  return useMutation({
    mutationKey: CHANGE,
    scope: { id: CHANGE[0] },
    mutationFn: async (change: Change) => {
      try {
        await save(queries, change, Infinity)
      } catch (error) {
        if (!(error instanceof Problem && error.status === 412)) throw error
        // They changed something on another device: this one change goes upon it.
        await save(queries, change, 0)
      }
    },
    onSettled: () => queries.invalidateQueries({ queryKey: keys.noticePreferences }),
  })
}

/** Upon what is known, or what the server says now; what an event has made stale is asked for in any case. */
async function save(queries: QueryClient, change: Change, staleTime: number): Promise<void> {
  const { value, tag } = await queries.query({ ...noticePreferencesQuery, staleTime })
  const { kinds, quiet_hours } = apply(value, change)
  const header = { 'If-Match': tag, 'Idempotency-Key': crypto.randomUUID() }
  const done = await unwrap(
    client.PUT('/api/v1/me/notification-preferences', { params: { header }, body: { kinds, quiet_hours } }),
  )
  sawPosition(done.position)
}
