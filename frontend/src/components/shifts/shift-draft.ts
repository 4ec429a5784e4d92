import type { Shift } from '@/api/types'
import { daysAfter, instantOf, wallTime } from '@/lib/zoned'
import type { ShiftWish } from '@/api/shifts'

/** A shift as it is typed: a day and two times on the clocks of the business. */
export interface ShiftDraft {
  member: string | null
  role: string
  /** `2026-11-26` */
  day: string
  /** `09:00` */
  from: string
  to: string
}

export type DraftFault = 'whoMissing' | 'roleMissing' | 'dayMissing' | 'timeMissing' | 'same'
export type DraftFaults = Partial<Record<keyof ShiftDraft, DraftFault>>

export function draftOf(shift: Shift, zone: string): ShiftDraft {
  const starts = wallTime(shift.starts_at, zone)
  return {
    member: shift.member.id,
    role: shift.role,
    day: starts.slice(0, 10),
    from: starts.slice(11),
    to: wallTime(shift.ends_at, zone).slice(11),
  }
}

export function emptyDraft(now: number, zone: string): ShiftDraft {
  const tomorrow = daysAfter(wallTime(now, zone).slice(0, 10), 1)
  return { member: null, role: '', day: tomorrow, from: '09:00', to: '17:00' }
}

/** Whether it ends on the day after the one it starts on: the clock says an earlier time. */
export function overnight({ from, to }: ShiftDraft): boolean {
  return from !== '' && to !== '' && to < from
}

export function faultsOf(draft: ShiftDraft): DraftFaults {
  const faults: DraftFaults = {}
  if (draft.member === null) faults.member = 'whoMissing'
  if (draft.role.trim() === '') faults.role = 'roleMissing'
  if (draft.day === '') faults.day = 'dayMissing'
  if (draft.from === '') faults.from = 'timeMissing'
  if (draft.to === '') faults.to = 'timeMissing'
  else if (draft.to === draft.from) faults.to = 'same'
  return faults
}

/** What is asked of the server; nothing while something is missing. */
export function wishOf(draft: ShiftDraft, zone: string): ShiftWish | undefined {
  if (draft.member === null || Object.keys(faultsOf(draft)).length > 0) return undefined
  const starts_at = instantOf(`${draft.day}T${draft.from}`, zone)
  const end = overnight(draft) ? daysAfter(draft.day, 1) : draft.day
  const ends_at = instantOf(`${end}T${draft.to}`, zone)
  if (starts_at === undefined || ends_at === undefined) return undefined
  return { member_id: draft.member, role: draft.role.trim(), starts_at, ends_at }
}

/** The shift that stands in the way of a wish. */
export function inTheWay(wish: ShiftWish, shifts: readonly Shift[], changed?: Shift): Shift | undefined {
  return shifts.find(
    (one) =>
      one.id !== changed?.id &&
      one.member.id === wish.member_id &&
      Date.parse(one.starts_at) < Date.parse(wish.ends_at) &&
      Date.parse(wish.starts_at) < Date.parse(one.ends_at),
  )
}
