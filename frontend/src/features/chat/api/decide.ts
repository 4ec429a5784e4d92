import { useMutation, useQueryClient } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'
import { keys } from '@/api/keys'
import { sawPosition } from '@/api/position'
import type { Action } from '@/api/types'

export type Decision = 'approve' | 'reject'

/**
 * Approves or rejects what the card shows. The tag names that preview: when the effect has become
 * another one the server answers 412, the card shows the new preview, and deciding is a new command.
 */
export function useDecide(action: Action) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (decision: Decision) => {
      const params = {
        path: { id: action.id },
        header: { 'Idempotency-Key': `${decision}-${action.id}-${action.tag}` },
      }
      const { position } = await (decision === 'approve'
        ? unwrap(client.POST('/api/v1/actions/{id}/approve', { params, body: { tag: action.tag } }))
        : unwrap(client.POST('/api/v1/actions/{id}/reject', { params, body: {} })))
      sawPosition(position)
    },
    onSettled: () => queries.invalidateQueries({ queryKey: keys.allMessages }),
  })
}
