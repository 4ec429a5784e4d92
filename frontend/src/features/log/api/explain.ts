import { queryOptions } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'
import { keys } from '@/api/keys'
import { afterPosition } from '@/api/position'

/** How a thing or an event came about, and what came of it. */
export const explainQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.log, 'explain', id],
    queryFn: () =>
      unwrap(client.GET('/api/v1/explain/{id}', { params: { path: { id }, query: afterPosition() } })),
  })
