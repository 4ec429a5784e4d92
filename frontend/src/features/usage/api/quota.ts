import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'
import { keys } from '@/api/keys'
import { afterPosition, sawPosition } from '@/api/position'
import { toProblem } from '@/api/problem'
import { quotaOf, typedOf, type TypedQuota } from '../quota'

/** The quota, what this month has used of it, and how its state is named. */
export const quotaQuery = queryOptions({
  queryKey: [...keys.settings, 'quota'],
  queryFn: async () => {
    const { data, error, response } = await client.GET('/api/v1/tenant/quota', { params: { query: afterPosition() } })
    if (data === undefined) throw toProblem(response, error)
    return { quota: data, value: typedOf(data), tag: response.headers.get('etag') ?? '*' }
  },
  refetchInterval: 60_000,
})

interface Saving {
  value: TypedQuota
  tag: string
}

/** Saves, and shows what is saved before it says so; 412 when somebody else has saved meanwhile. */
export function useSaveQuota(onSaved: () => void) {
  const queries = useQueryClient()
  const reload = () => queries.invalidateQueries({ queryKey: quotaQuery.queryKey })
  return useMutation({
    mutationFn: async ({ value, tag }: Saving) => {
      const header = { 'If-Match': tag, 'Idempotency-Key': crypto.randomUUID() }
      const { position } = await unwrap(client.PUT('/api/v1/tenant/quota', { params: { header }, body: quotaOf(value) }))
      sawPosition(position)
    },
    onSuccess: async () => {
      await reload()
      onSaved()
    },
    onError: reload,
  })
}
