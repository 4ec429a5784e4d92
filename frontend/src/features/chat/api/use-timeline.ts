import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { useLiveStatus } from '@/api/live/hooks'
import { useStore } from '@/lib/store'
import { messagesQuery } from './messages'
import { outbox, retryUnreached, settle } from './outbox'
import { timeline } from './timeline'

const NONE: never[] = []

/** The conversation as it is shown: the server's messages and, behind them, the unsent ones. */
export function useTimeline(conversationId: string) {
  const query = useQuery(messagesQuery(conversationId))
  const entries = useStore(outbox, (all) => all)
  const live = useLiveStatus().phase === 'live'
  const messages = query.data ?? NONE

  useEffect(() => {
    if (live) retryUnreached()
  }, [live])

  useEffect(() => {
    settle(new Set(messages.map((one) => one.id)))
  }, [messages])

  const outgoing = useMemo(
    () => entries.filter((one) => one.conversationId === conversationId),
    [entries, conversationId],
  )
  const rows = useMemo(() => timeline(messages, outgoing), [messages, outgoing])
  return { query, messages, rows }
}
