import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { useLiveStatus } from '@/api/live/hooks'
import { answerStreams } from '@/api/live/streams'
import { useMe } from '@/api/me'
import { useStore } from '@/lib/store'
import { awaitsReply, inOrder, messagesQuery } from './messages'
import { outbox, retryUnreached, settle } from './outbox'
import { timeline } from './timeline'

const NONE: never[] = []
const POLL_MS = 3_000
/** That an answer is slow is no event, so while one is awaited it is asked for now and then. */
const SLOW_MS = 5_000

/** The way back in a conversation. */
export interface Earlier {
  more: boolean
  loading: boolean
  failed: boolean
  load: () => void
}

/** The conversation as it is shown: the server's messages and, behind them, the unsent ones. */
export function useTimeline(conversationId: string) {
  const entries = useStore(outbox, (all) => all)
  const zone = useMe().tenant.time_zone
  const live = useLiveStatus().phase === 'live'
  const outgoing = useMemo(
    () => entries.filter((one) => one.conversationId === conversationId),
    [entries, conversationId],
  )
  // The list may not have it yet, or may have failed to load since: it is asked for again.
  const unlisted = outgoing.some((one) => one.state === 'sent')
  const query = useInfiniteQuery({
    ...messagesQuery(conversationId),
    // Some networks let no WebSocket through: then an awaited answer is asked for often.
    refetchInterval: ({ state }) =>
      (unlisted || (state.data !== undefined && awaitsReply(inOrder(state.data)))) && (live ? SLOW_MS : POLL_MS),
  })
  const messages = query.data ?? NONE
  const { fetchNextPage } = query

  useEffect(() => {
    if (live) retryUnreached()
  }, [live])

  useEffect(() => {
    settle(new Set(messages.map((one) => one.id)))
    for (const one of messages) if (one.role === 'steward') answerStreams.drop(one.turn_id)
  }, [messages])

  const rows = useMemo(() => timeline(messages, outgoing, zone), [messages, outgoing, zone])
  const earlier: Earlier = {
    more: query.hasNextPage,
    loading: query.isFetchingNextPage,
    failed: query.isFetchNextPageError,
    load: () => void fetchNextPage(),
  }
  return { query, messages, rows, earlier }
}
