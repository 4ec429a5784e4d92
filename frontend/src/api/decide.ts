import { useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { client, unwrap } from './client'
import { keys } from './keys'
import { sawPosition } from './position'
import type { Action } from './types'

export type Decision = 'approve' | 'reject' | 'undo'

/**
 * Approves or rejects what the card shows, or takes back what was done. The tag names the preview:
 * when the effect has become another one the server answers 412, the card shows the new preview,
 * and deciding is a new command.
 */
export function useDecide(action: Action) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (decision: Decision) => {
      const params = {
        path: { id: action.id },
        header: { 'Idempotency-Key': `${decision}-${action.id}-${action.tag}` },
      }
      const { position } = await send(decision, params, action.tag)
      sawPosition(position)
    },
    onSettled: () => lookAgain(queries),
  })
}

interface Params {
  path: { id: string }
  header: { 'Idempotency-Key': string }
}

function send(decision: Decision, params: Params, tag: string) {
  switch (decision) {
    case 'approve':
      return unwrap(client.POST('/api/v1/actions/{id}/approve', { params, body: { tag } }))
    case 'reject':
      return unwrap(client.POST('/api/v1/actions/{id}/reject', { params, body: {} }))
    case 'undo':
      return unwrap(client.POST('/api/v1/actions/{id}/undo', { params }))
  }
}

/** Gives what waits other arguments; the card then shows what they come to. */
export function useRevise(action: Action) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (args: Record<string, unknown>) => {
      const params = { path: { id: action.id } }
      const body = { arguments: args }
      const { position } = await unwrap(client.POST('/api/v1/actions/{id}/revise', { params, body }))
      sawPosition(position)
    },
    onSuccess: () => lookAgain(queries),
  })
}

/** Cards stand in conversations and among what waits. */
function lookAgain(queries: QueryClient) {
  return Promise.all([keys.allMessages, keys.actions].map((queryKey) => queries.invalidateQueries({ queryKey })))
}
