import { useMutation, useQueryClient } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'
import { keys } from '@/api/keys'
import { sawPosition } from '@/api/position'

interface Read {
  id: string
  version: number
}

/** Says whether a document, as it was read, may steer the steward. */
export function useTrustDocument({ id, version }: Read) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (trust: 'trusted' | 'untrusted') => {
      const decided = await unwrap(
        client.PUT('/api/v1/documents/{id}/trust', {
          params: { path: { id }, header: { 'If-Match': `"${version}"`, 'Idempotency-Key': crypto.randomUUID() } },
          body: { trust },
        }),
      )
      sawPosition(decided.position)
    },
    onSettled: () => queries.invalidateQueries({ queryKey: keys.documents }),
  })
}
