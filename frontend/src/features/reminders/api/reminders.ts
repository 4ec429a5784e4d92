import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'
import { keys } from '@/api/keys'
import { afterPosition, sawPosition } from '@/api/position'
import type { Reminder } from '@/api/types'

const MOST_PAGES = 25

/**
 * Those for the member and those that they set. The API lists them by when they were set, and the
 * next one may have been set long ago: so all are read.
 */
export const remindersQuery = queryOptions({
  queryKey: keys.reminders,
  queryFn: async () => {
    const reminders: Reminder[] = []
    let cursor: string | undefined
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const query = { limit: 200, ...(cursor ? { cursor } : {}), ...afterPosition() }
      const { items, next_cursor } = await unwrap(client.GET('/api/v1/reminders', { params: { query } }))
      reminders.push(...items)
      if (!next_cursor) break
      cursor = next_cursor
    }
    return reminders
  },
})

export interface NewReminder {
  text: string
  due_at: string
  /** Somebody else; only those who run the business name one. */
  member_id?: string
}

export function useSetReminder(onSet: (reminder: NewReminder) => void) {
  return useReminderCommand(
    ({ key, ...body }: NewReminder & { key: string }) =>
      unwrap(client.POST('/api/v1/reminders', { params: { header: { 'Idempotency-Key': key } }, body })),
    onSet,
  )
}

/** Takes a reminder back, before its moment comes. */
export function useCancelReminder(id: string, onCancelled: () => void) {
  return useReminderCommand<void>(
    () => unwrap(client.POST('/api/v1/reminders/{id}/cancel', { params: { path: { id } } })),
    onCancelled,
  )
}

function useReminderCommand<Input>(send: (input: Input) => Promise<{ position: number }>, onDone: (input: Input) => void) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (input: Input) => sawPosition((await send(input)).position),
    // Told before the list is read again: what is shown may be gone from it then.
    onSuccess: (_done, input) => onDone(input),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.reminders }),
  })
}
