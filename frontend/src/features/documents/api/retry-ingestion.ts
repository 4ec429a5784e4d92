import { useMutation, useQueryClient } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'
import { keys } from '@/api/keys'

/** Has the passages that were given up made searchable again. */
export function useRetryIngestion(documentId: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => unwrap(client.POST('/api/v1/documents/{id}/retry', { params: { path: { id: documentId } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.documents }),
  })
}
