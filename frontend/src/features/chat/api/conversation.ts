import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useRef } from 'react'
import { client, unwrap } from '@/api/client'
import { sawPosition } from '@/api/position'
import { writeDraft } from '@/lib/drafts'
import { sendMessage } from './outbox'

/** Where the draft of a conversation lies that does not exist yet. */
export const NEW = 'new'

/** Starts a conversation with its first message; the key is kept until it worked. */
export function useStartConversation(memberId: string) {
  const navigate = useNavigate()
  const key = useRef<string>(undefined)
  return useMutation({
    mutationFn: async (text: string) => {
      key.current ??= crypto.randomUUID()
      const started = await unwrap(
        client.POST('/api/v1/conversations', { params: { header: { 'Idempotency-Key': key.current } } }),
      )
      return { ...started, text }
    },
    onSuccess: async ({ conversation_id, position, text }) => {
      key.current = undefined
      sawPosition(position)
      writeDraft(memberId, NEW, '')
      sendMessage(conversation_id, text)
      await navigate({ to: '/c/$conversationId', params: { conversationId: conversation_id }, search: {} })
    },
  })
}
