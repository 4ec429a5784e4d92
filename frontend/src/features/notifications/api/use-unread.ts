import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { setUnread } from '@/lib/page-title'
import { notificationsQuery } from './notifications'

/** How many notices wait to be read; the tab's title shows it too. */
export function useUnread(): number {
  const { data } = useInfiniteQuery(notificationsQuery)
  const count = data?.unread ?? 0
  useEffect(() => {
    setUnread(count)
    return () => setUnread(0)
  }, [count])
  return count
}
