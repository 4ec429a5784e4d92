import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'
import { keys } from '@/api/keys'
import { answerStreams } from '@/api/live/streams'
import { afterPosition, sawPosition } from '@/api/position'

/** Everything the log knows about one answer. */
export function turnQuery(turnId: string) {
  return queryOptions({
    queryKey: keys.turn(turnId),
    queryFn: () =>
      unwrap(
        client.GET('/api/v1/turns/{id}', { params: { path: { id: turnId }, query: afterPosition() } }),
      ),
  })
}

export function useTurnCommand(conversationId: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async ({ turnId, command }: { turnId: string; command: 'retry' | 'cancel' }) => {
      const params = { path: { id: turnId }, header: { 'Idempotency-Key': `${command}-${turnId}` } }
      const { position } = await (command === 'retry'
        ? unwrap(client.POST('/api/v1/turns/{id}/retry', { params }))
        : unwrap(client.POST('/api/v1/turns/{id}/cancel', { params })))
      sawPosition(position)
      answerStreams.drop(turnId)
    },
    onSettled: () => queries.invalidateQueries({ queryKey: keys.messages(conversationId) }),
  })
}
