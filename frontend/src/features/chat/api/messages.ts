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

/** The message whose answer is still awaited. */
export function openTurn(messages: readonly Message[]): Message | undefined {
  return messages.find((one) => one.turn_status === 'running') ?? messages.find((one) => one.turn_status === 'queued')
}
