import { useMutation, useQueryClient } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'
import { keys } from '@/api/keys'
import { sawPosition } from '@/api/position'

/** Lets those who look after the documents read the question of a reply, or no longer. */
export function usePassingOn(conversationId: string, replyId: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (on: boolean) => {
      const params = { path: { id: conversationId, message_id: replyId } }
      const { position } = await unwrap(
        on
          ? client.POST('/api/v1/conversations/{id}/messages/{message_id}/pass-on', { params })
          : client.POST('/api/v1/conversations/{id}/messages/{message_id}/take-back', { params }),
      )
      sawPosition(position)
    },
    onSettled: () => queries.invalidateQueries({ queryKey: keys.messages(conversationId) }),
  })
}
