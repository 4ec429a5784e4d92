import { queryOptions } from '@tanstack/react-query'
import { client, unwrap } from './client'
import { keys } from './keys'
import { afterPosition } from './position'
import type { Shift } from './types'

const DAYS = 14
const MOST_PAGES = 10

export const membersQuery = queryOptions({
  queryKey: keys.members,
  queryFn: async () =>
    (await unwrap(client.GET('/api/v1/members', { params: { query: { limit: 200, ...afterPosition() } } }))).items,
})

/** Invitations that nobody has used. */
export const invitationsQuery = queryOptions({
  queryKey: keys.invitations,
  queryFn: async () =>
    (await unwrap(client.GET('/api/v1/invitations', { params: { query: { limit: 200, ...afterPosition() } } }))).items,
})

/** All shifts that touch a span of time, by their start. */
export async function shiftsBetween(from: string, to: string): Promise<Shift[]> {
  const shifts: Shift[] = []
  let cursor: string | undefined
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { items, next_cursor } = await unwrap(
      client.GET('/api/v1/shifts', {
        params: { query: { from, to, limit: 200, ...(cursor ? { cursor } : {}), ...afterPosition() } },
      }),
    )
    shifts.push(...items)
    if (!next_cursor) break
    cursor = next_cursor
  }
  return shifts.sort((a, b) => a.starts_at.localeCompare(b.starts_at))
}

/** All shifts that touch the next two weeks. */
export const shiftsQuery = queryOptions({
  queryKey: keys.shifts,
  queryFn: () => {
    const now = Date.now()
    return shiftsBetween(new Date(now).toISOString(), new Date(now + DAYS * 86_400_000).toISOString())
  },
})
