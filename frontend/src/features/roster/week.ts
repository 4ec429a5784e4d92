import type { Shift } from '@/api/types'
import type { ShiftWish } from '@/api/shifts'
import { regional } from '@/lib/time'
import { daysAfter, instantOf, wallTime } from '@/lib/zoned'

/** Days are dates of the business's calendar (`2026-11-26`); instants come of them in its zone only. */

interface WeekInfo {
  firstDay: number
}

/** On which day a week begins where the reader is: 1 is Monday, 7 is Sunday. */
export function firstWeekday(language: string): number {
  const locale: Intl.Locale & { getWeekInfo?: () => WeekInfo; weekInfo?: WeekInfo } = new Intl.Locale(regional(language))
  return (locale.getWeekInfo?.() ?? locale.weekInfo)?.firstDay ?? 1
}

/** The first day of the week that `day` is in. */
export function weekStart(day: string, first: number): string {
  const weekday = new Date(`${day}T00:00Z`).getUTCDay()
  return daysAfter(day, -((weekday - first + 7) % 7))
}

export function daysFrom(day: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => daysAfter(day, index))
}

/** From the midnight that begins `day` to the one that ends the last of `count` days, 23 or 25 hours long ones included. */
export function spanOf(day: string, count: number, zone: string): { from: string; to: string } {
  const midnight = (date: string) => instantOf(`${date}T00:00`, zone) ?? `${date}T00:00:00.000Z`
  return { from: midnight(day), to: midnight(daysAfter(day, count)) }
}

export function dayOf(shift: Shift, zone: string): string {
  return wallTime(shift.starts_at, zone).slice(0, 10)
}

/** Whose and on which day a shift would be. */
export interface Place {
  member: string
  day: string
}

/**
 * A shift at another place: the clocks on the wall show the same times, however long the night is.
 * On its own day it keeps its very moments, since an hour that comes twice has the same clock time.
 */
export function wishAt(shift: Shift, { member, day }: Place, zone: string): ShiftWish | undefined {
  const starts = wallTime(shift.starts_at, zone)
  const ends = wallTime(shift.ends_at, zone)
  const days = Math.round((Date.parse(day) - Date.parse(starts.slice(0, 10))) / 86_400_000)
  const wish = { member_id: member, role: shift.role }
  if (days === 0) return { ...wish, starts_at: shift.starts_at, ends_at: shift.ends_at }
  const starts_at = instantOf(`${day}T${starts.slice(11)}`, zone)
  const ends_at = instantOf(`${daysAfter(ends.slice(0, 10), days)}T${ends.slice(11)}`, zone)
  return starts_at && ends_at ? { ...wish, starts_at, ends_at } : undefined
}

/** Where something lies in a span, in per cent of it, cut off at both ends. */
export function shareOf(from: string, to: string, span: { from: string; to: string }): { left: number; width: number } {
  const [start, end] = [Date.parse(span.from), Date.parse(span.to)]
  const part = (instant: string) => Math.min(1, Math.max(0, (Date.parse(instant) - start) / (end - start))) * 100
  return { left: part(from), width: part(to) - part(from) }
}
