import { useMutation, useQueryClient } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'
import { keys } from '@/api/keys'
import { sawPosition } from '@/api/position'
import type { Shift } from '@/api/types'

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

function useShiftCommand<Input>(send: (input: Input) => Promise<{ position: number }>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (input: Input) => sawPosition((await send(input)).position),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.shifts }),
  })
}
