import { queryOptions } from '@tanstack/react-query'
import { client } from './client'
import { keys } from './keys'
import { afterPosition } from './position'
import { toProblem } from './problem'
import type { NoticePreferences, Notification } from './types'

export type Channel = 'in_app' | 'push'

/** What tells the member of a notice, and how that state is named. */
export const noticePreferencesQuery = queryOptions({
  queryKey: keys.noticePreferences,
  queryFn: async () => {
    const { data, error, response } = await client.GET('/api/v1/me/notification-preferences', {
      params: { query: afterPosition() },
    })
    if (data === undefined) throw toProblem(response, error)
    return { value: data, tag: response.headers.get('etag') ?? '*' }
  },
})

/** Whether a notice is shown over what the member is looking at; an urgent one always is. */
export function isShown(notification: Notification, preferences: NoticePreferences | undefined): boolean {
  if (notification.urgency === 'urgent') return true
  const told = preferences?.kinds.find(({ kind }) => kind === notification.kind)
  return told?.in_app ?? true
}
