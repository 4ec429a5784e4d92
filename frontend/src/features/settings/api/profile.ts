import { queryOptions } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'
import { keys } from '@/api/keys'
import { afterPosition } from '@/api/position'
import { toProblem } from '@/api/problem'
import type { Profile } from '@/api/types'
import { useSave, type Saving } from './save'

/** What the business says of itself; a description that it has not is empty. */
export type ProfileSettings = Omit<Profile, 'description'> & { description: string }

export const profileQuery = queryOptions({
  queryKey: [...keys.settings, 'business'],
  queryFn: async () => {
    const { data, error, response } = await client.GET('/api/v1/tenant/profile', { params: { query: afterPosition() } })
    if (data === undefined) throw toProblem(response, error)
    const value: ProfileSettings = { ...data, description: data.description ?? '' }
    return { value, tag: response.headers.get('etag') ?? '*' }
  },
})

export function useSaveProfile(onSaved: () => void) {
  return useSave(
    ({ value, tag }: Saving<ProfileSettings>) =>
      unwrap(
        client.PUT('/api/v1/tenant/profile', {
          params: { header: { 'If-Match': tag, 'Idempotency-Key': crypto.randomUUID() } },
          body: { ...value, name: value.name.trim(), description: value.description.trim() || null },
        }),
      ),
    onSaved,
    // The name and the zone stand in the frame around every page.
    [keys.me],
  )
}
