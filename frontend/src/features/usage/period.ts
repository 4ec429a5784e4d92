import type { UsedOnDay } from '@/api/types'
import { daysAfter, wallTime } from '@/lib/zoned'
import type { Length } from './search'

/** Days of the business's calendar, both ends included (`2026-11-26`). */
export interface Period {
  from: string
  to: string
}

/** The last so many days up to today, or this month so far. */
export function periodOf(days: Length | undefined, now: number, zone: string): Period {
  const to = wallTime(now, zone).slice(0, 10)
  return { from: days === undefined ? `${to.slice(0, 8)}01` : daysAfter(to, 1 - days), to }
}

export interface Day {
  day: string
  /** Nothing was used on the others. */
  used?: UsedOnDay
}

/** Every day of the period in order: the API leaves out those on which nothing was used. */
export function everyDay({ from, to }: Period, used: readonly UsedOnDay[]): Day[] {
  const found = new Map(used.map((one) => [one.day, one]))
  const days: Day[] = []
  for (let day = from; day <= to; day = daysAfter(day, 1)) {
    const one = found.get(day)
    days.push(one === undefined ? { day } : { day, used: one })
  }
  return days
}
