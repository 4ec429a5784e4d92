import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'
import { keys } from '@/api/keys'
import { afterPosition, sawPosition } from '@/api/position'
import { shiftsBetween } from '@/api/team'
import { saveFile } from '@/lib/save-file'
import { daysAfter } from '@/lib/zoned'
import { spanOf } from '../week'

/** Shifts of `count` days, and of the day before and after: what could be in the way of a move. */
export function rosterQuery(day: string, count: number, zone: string) {
  const { from, to } = spanOf(daysAfter(day, -1), count + 2, zone)
  return queryOptions({
    queryKey: [...keys.shiftSpans, from, to],
    queryFn: () => shiftsBetween(from, to),
    // The next week stands in the frame of this one until it is there.
    placeholderData: (before) => before,
  })
}

export interface Export {
  /** The first and the last day. */
  from: string
  to: string
  mine: boolean
}

/** Saves shifts as a file that calendars read. */
export function useExportCalendar(zone: string) {
  return useMutation({
    mutationFn: async ({ from, to, mine }: Export) => {
      const days = Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1
      const query = { ...spanOf(from, days, zone), ...(mine ? { member: 'me' } : {}), ...afterPosition() }
      const text = await unwrap(client.GET('/api/v1/shifts.ics', { params: { query }, parseAs: 'text' }))
      saveFile(`roster-${from}-${to}.ics`, new Blob([text], { type: 'text/calendar' }))
    },
  })
}

interface Import {
  text: string
  /** Only says what would happen. */
  dryRun: boolean
  key: string
}

export function useImportCalendar() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async ({ text, dryRun, key }: Import) => {
      const answer = await unwrap(
        client.POST('/api/v1/shifts/import', {
          params: { query: { dry_run: dryRun }, header: { 'Idempotency-Key': key } },
          headers: { 'Content-Type': 'text/calendar' },
          body: text,
          bodySerializer: (body: unknown) => body,
        }),
      )
      sawPosition(answer.position ?? undefined)
      return answer
    },
    onSuccess: (answer) => (answer.dry_run ? undefined : queries.invalidateQueries({ queryKey: keys.shifts })),
  })
}
