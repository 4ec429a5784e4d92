import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { client, unwrap } from '@/api/client'
import { keys } from '@/api/keys'
import { sawPosition } from '@/api/position'

export function useAddDocument() {
  const queries = useQueryClient()
  const key = useRef<string>(undefined)
  return useMutation({
    mutationFn: async (body: { title: string; text: string }) => {
      key.current ??= crypto.randomUUID()
      const added = await unwrap(
        client.POST('/api/v1/documents', { params: { header: { 'Idempotency-Key': key.current } }, body }),
      )
      sawPosition(added.position)
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.documents }),
    onSettled: () => {
      // Edited words under an old key would be refused, so each try after an answer has its own.
      key.current = undefined
    },
  })
}
