import { useMutation, useQueryClient } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'
import { keys } from '@/api/keys'
import { sawPosition } from '@/api/position'
import type { Message } from '@/api/types'

export type Rating = NonNullable<Message['rating']>

interface Said {
  rating: Rating | null
  reason?: string
}

/** Says whether a reply was of use; null takes it back. */
export function useRating(conversationId: string, messageId: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (said: Said) => {
      const { position } = await unwrap(
        client.PUT('/api/v1/conversations/{id}/messages/{message_id}/rating', {
          params: { path: { id: conversationId, message_id: messageId } },
          body: said,
        }),
      )
      sawPosition(position)
    },
    onSettled: () => queries.invalidateQueries({ queryKey: keys.messages(conversationId) }),
  })
}
