import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'
import { keys } from '@/api/keys'

/** What the steward would read for a question: the search that its answers use. */
export function passagesQuery(question: string, limit: number) {
  const query = question.trim()
  return queryOptions({
    queryKey: [...keys.documents, 'find', query, limit],
    queryFn: () => unwrap(client.POST('/api/v1/knowledge/search', { body: { query, limit } })),
    enabled: query !== '',
    placeholderData: keepPreviousData,
  })
}
