import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { client, unwrap } from '@/api/client'
import { keys } from '@/api/keys'
import { sawPosition } from '@/api/position'
import { Problem } from '@/api/problem'

export type Decision = 'approve' | 'reject'

/** Approves or rejects a waiting action; the key belongs to this card, so a double click decides once. */
export function useDecide(actionId: string) {
  const queries = useQueryClient()
  const [key, setKey] = useState(() => crypto.randomUUID())
  return useMutation({
    mutationFn: async (decision: Decision) => {
      const params = { path: { id: actionId }, header: { 'Idempotency-Key': `${decision}-${key}` } }
      const { position } = await (decision === 'approve'
        ? unwrap(client.POST('/api/v1/actions/{id}/approve', { params }))
        : unwrap(client.POST('/api/v1/actions/{id}/reject', { params })))
      sawPosition(position)
    },
    onError: (error) => {
      // 412: the effect is another one now; the next approval is a new decision about it.
      if (error instanceof Problem && error.status === 412) setKey(crypto.randomUUID())
    },
    onSettled: () => queries.invalidateQueries({ queryKey: keys.allMessages }),
  })
}
