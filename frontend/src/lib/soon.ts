import { daysAfter, momentOf, wallTime } from './zoned'

/** Moments that people often mean, on the clocks of the business (`2026-11-26T18:00`). */
export interface Choice {
  name: 'hour' | 'evening' | 'morning' | 'monday'
  at: string
}

const HOUR = 3_600_000
const STEP = 300_000
const EVENING = '18:00'
const MORNING = '09:00'

/** Those that are still ahead at `now`, the next one first. */
export function choicesAt(now: number, zone: string): Choice[] {
  const today = wallTime(now, zone).slice(0, 10)
  const tomorrow = daysAfter(today, 1)
  const monday = daysAfter(today, ((8 - weekdayOf(today)) % 7) || 7)
  const choices: Choice[] = [{ name: 'hour', at: wallTime(Math.ceil((now + HOUR) / STEP) * STEP, zone) }]
  const evening = `${today}T${EVENING}`
  if (momentOf(evening, zone) > now + HOUR) choices.push({ name: 'evening', at: evening })
  choices.push({ name: 'morning', at: `${tomorrow}T${MORNING}` })
  if (monday !== tomorrow) choices.push({ name: 'monday', at: `${monday}T${MORNING}` })
  return choices
}

/** 0 is Sunday. */
function weekdayOf(day: string): number {
  return new Date(`${day}T00:00Z`).getUTCDay()
}
