import { useMutation, useQueryClient } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'
import { keys } from '@/api/keys'
import { sawPosition } from '@/api/position'

type Deed = { deed: 'rename'; title: string } | { deed: 'archive' } | { deed: 'restore' }

/** Names a conversation, puts it away or takes it out again. */
export function useKeeping(conversationId: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (wish: Deed) => {
      const params = { path: { id: conversationId } }
      const done = await unwrap(
        wish.deed === 'rename'
          ? client.PUT('/api/v1/conversations/{id}/title', { params, body: { title: wish.title } })
          : wish.deed === 'archive'
            ? client.POST('/api/v1/conversations/{id}/archive', { params })
            : client.POST('/api/v1/conversations/{id}/restore', { params }),
      )
      sawPosition(done.position)
    },
    onSettled: () => queries.invalidateQueries({ queryKey: keys.conversations }),
  })
}
