import { queryOptions } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'
import { keys } from '@/api/keys'
import { afterPosition } from '@/api/position'
import type { Message } from '@/api/types'

const PAGE = 200
const MOST_PAGES = 25

/** A conversation's messages, oldest first, to its end. */
export function messagesQuery(conversationId: string) {
  return queryOptions({
    queryKey: keys.messages(conversationId),
    queryFn: async ({ signal }) => {
      const messages: Message[] = []
      let cursor: string | undefined
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const { items, next_cursor } = await unwrap(
          client.GET('/api/v1/conversations/{id}/messages', {
            params: {
              path: { id: conversationId },
              query: { limit: PAGE, ...(cursor === undefined ? {} : { cursor }), ...afterPosition() },
            },
            signal,
          }),
        )
        messages.push(...items)
        if (!next_cursor) break
        cursor = next_cursor
      }
      return messages
    },
  })
}

/**
 * Whether an answer is awaited: a turn is open, or has ended with a reply that the list does not
 * show yet. (The server's two read models follow the log each at its own pace.)
 */
export function awaitsReply(messages: readonly Message[]): boolean {
  const answered = new Set(messages.filter((one) => one.role === 'steward').map((one) => one.turn_id))
  return messages.some(
    ({ role, turn_id: turnId, turn_status: status }) =>
      role === 'member' &&
      (status === 'running' || status === 'queued' || (status === 'completed' && !answered.has(turnId))),
  )
}
