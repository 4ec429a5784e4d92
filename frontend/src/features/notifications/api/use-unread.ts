import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useLiveStatus } from '@/api/live/hooks'
import { setUnread } from '@/lib/page-title'
import { notificationsQuery } from './notifications'

/** How often to ask where no WebSocket gets through. */
const POLL_MS = 30_000

/** How many notices wait to be read, once that is known; the tab's title shows it too. */
export function useUnread(): { unread: number; known: boolean } {
  const live = useLiveStatus().phase === 'live'
  const { data } = useInfiniteQuery({ ...notificationsQuery, refetchInterval: !live && POLL_MS })
  const count = data?.unread ?? 0
  useEffect(() => {
    setUnread(count)
    // Of the app's icon, where it is installed.
    if ('setAppBadge' in navigator) void navigator.setAppBadge(count).catch(() => undefined)
    return () => setUnread(0)
  }, [count])
  return { unread: count, known: data !== undefined }
}
