import { infiniteQueryOptions } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'
import { keys } from '@/api/keys'
import { afterPosition } from '@/api/position'
import type { Notification } from '@/api/types'

/** The member's notices, newest first. */
export const notificationsQuery = infiniteQueryOptions({
  queryKey: keys.notifications,
  initialPageParam: '',
  queryFn: ({ pageParam }) =>
    unwrap(
      client.GET('/api/v1/notifications', {
        params: {
          query: { limit: 50, ...(pageParam === '' ? {} : { cursor: pageParam }), ...afterPosition() },
        },
      }),
    ),
  getNextPageParam: (page) => page.next_cursor ?? undefined,
  select: ({ pages }) => ({
    items: pages.flatMap((page) => page.items),
    /** Of all notices, not only of the pages that are loaded. */
    unread: pages[0]?.unread ?? 0,
  }),
})

export function isUnread(notification: Notification): boolean {
  if (notification.withdrawn_at !== null) return false
  return notification.status === 'issued' || notification.status === 'delivered'
}

/** Whether it is not to be put before its recipient yet: quiet hours, or put off. */
export function isHeld(notification: Notification): boolean {
  return notification.held_until !== null && Date.parse(notification.held_until) > Date.now()
}
