import { infiniteQueryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'
import { keys } from '@/api/keys'
import { afterPosition, sawPosition } from '@/api/position'
import type { LogbookSearch } from '../search'

export function logbookQuery({ category, by, struck }: LogbookSearch) {
  const filter = {
    ...(category === undefined ? {} : { category }),
    ...(by === undefined ? {} : { logged_by: by }),
    ...(struck === undefined ? {} : { struck }),
  }
  return infiniteQueryOptions({
    queryKey: [...keys.logbook, filter],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      unwrap(
        client.GET('/api/v1/logbook', {
          params: { query: { ...filter, limit: 50, ...(pageParam === '' ? {} : { cursor: pageParam }), ...afterPosition() } },
        }),
      ),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    select: ({ pages }) => pages.flatMap((page) => page.items),
  })
}

interface NewEntry {
  text: string
  category: string | null
  happened_at: string | null
}

export function useWriteEntry() {
  return useLogbookCommand(({ key, ...body }: NewEntry & { key: string }) =>
    unwrap(client.POST('/api/v1/logbook', { params: { header: { 'Idempotency-Key': key } }, body })),
  )
}

/** Strikes an entry out; it stays readable. */
export function useStrikeEntry(id: string) {
  return useLogbookCommand<void>(() => unwrap(client.POST('/api/v1/logbook/{id}/strike', { params: { path: { id } } })))
}

function useLogbookCommand<Input>(send: (input: Input) => Promise<{ position: number }>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (input: Input) => sawPosition((await send(input)).position),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.logbook }),
  })
}
