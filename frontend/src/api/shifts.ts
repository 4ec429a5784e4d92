import { useMutation, useQueryClient } from '@tanstack/react-query'
import { client, unwrap } from './client'
import { keys } from './keys'
import { sawPosition } from './position'
import type { Shift } from './types'

export interface ShiftWish {
  member_id: string
  role: string
  starts_at: string
  ends_at: string
}

export function useScheduleShift() {
  return useShiftCommand(({ key, ...body }: ShiftWish & { key: string }) =>
    unwrap(client.POST('/api/v1/shifts', { params: { header: { 'Idempotency-Key': key } }, body })),
  )
}

/** Plans a shift otherwise; 412 when it has changed since it was read. */
export function useChangeShift(shift: Shift) {
  return useShiftCommand((body: ShiftWish) =>
    unwrap(
      client.PUT('/api/v1/shifts/{id}', {
        params: { path: { id: shift.id }, header: { 'If-Match': `"${shift.version}"` } },
        body,
      }),
    ),
  )
}

export function useCancelShift(shift: Shift) {
  return useShiftCommand<void>(() =>
    unwrap(client.POST('/api/v1/shifts/{id}/cancel', { params: { path: { id: shift.id } } })),
  )
}

/** Two shifts exchange their members. */
export function useSwapShifts(shift: Shift) {
  return useShiftCommand((other: Shift) =>
    unwrap(client.POST('/api/v1/shifts/swap', { body: { shift_id: shift.id, with_shift_id: other.id } })),
  )
}

export interface Move {
  shift: Shift
  wish: ShiftWish
  /** The name of who works it then. */
  name: string | null
}

/**
 * Moves a shift, and shows it moved at once. When the server refuses, what was shown before comes
 * back; the tag makes sure that nobody's change is overwritten.
 */
export function useMoveShift() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async ({ shift, wish }: Move) => {
      const params = { path: { id: shift.id }, header: { 'If-Match': `"${shift.version}"` } }
      const written = await unwrap(client.PUT('/api/v1/shifts/{id}', { params, body: wish }))
      sawPosition(written.position)
      return written
    },
    onMutate: async ({ shift, wish: { member_id, ...times }, name }: Move) => {
      await queries.cancelQueries({ queryKey: keys.shiftSpans })
      const before = queries.getQueriesData<Shift[]>({ queryKey: keys.shiftSpans })
      queries.setQueriesData<Shift[]>({ queryKey: keys.shiftSpans }, (list) =>
        list
          ?.map((one) => (one.id === shift.id ? { ...one, ...times, member: { id: member_id, name } } : one))
          .sort((a, b) => Date.parse(a.starts_at) - Date.parse(b.starts_at)),
      )
      return before
    },
    onError: (_error, _move, before) => {
      for (const [key, list] of before ?? []) queries.setQueryData(key, list)
    },
    onSettled: () => queries.invalidateQueries({ queryKey: keys.shifts }),
  })
}

function useShiftCommand<Input>(send: (input: Input) => Promise<{ position: number }>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (input: Input) => sawPosition((await send(input)).position),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.shifts }),
  })
}
