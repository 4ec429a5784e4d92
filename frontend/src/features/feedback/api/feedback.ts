import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'
import { keys } from '@/api/keys'
import { afterPosition, sawPosition } from '@/api/position'
import type { Length } from '../search'

/** What others say in their conversations sends no event here: it is looked for while somebody reads. */
const LOOK_MS = 15_000

/** How answers were received in the days up to today. */
export function feedbackQuery(days: Length) {
  return queryOptions({
    queryKey: [...keys.feedback, 'counts', days],
    queryFn: () => unwrap(client.GET('/api/v1/feedback', { params: { query: { days, ...afterPosition() } } })),
    placeholderData: keepPreviousData,
    refetchInterval: LOOK_MS,
  })
}

/** The questions that members passed on: those that are dealt with, or the others. */
export function questionsQuery(settled: boolean) {
  return infiniteQueryOptions({
    queryKey: [...keys.feedback, 'questions', settled],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      unwrap(
        client.GET('/api/v1/feedback/questions', {
          params: { query: { settled, ...(pageParam === '' ? {} : { cursor: pageParam }), ...afterPosition() } },
        }),
      ),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    refetchInterval: LOOK_MS,
    select: (data) => data.pages.flatMap((page) => page.items),
  })
}

/** Says that a question was dealt with. */
export function useSettle(id: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async () => {
      const { position } = await unwrap(client.POST('/api/v1/feedback/questions/{id}/settle', { params: { path: { id } } }))
      sawPosition(position)
    },
    onSettled: () => queries.invalidateQueries({ queryKey: keys.feedback }),
  })
}
