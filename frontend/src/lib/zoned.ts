import { dateFormat } from './formats'

/** From a clock on a wall to the moment it shows: what `datetime-local` gives, in a zone. */

const DAY = 86_400_000
/** What `datetime-local` takes at most: with it, its years have four digits, and the next digit is the hour's. */
export const LAST_MINUTE = '9999-12-31T23:59'

/**
 * The instant at which clocks in `timeZone` show `local` (`2026-11-26T10:30`), as RFC 3339 in UTC;
 * nothing when it is no date. A time that comes twice, as clocks go back, is the first one; one that
 * is left out, as they go forward, is as much later as they jump (Temporal's "compatible").
 */
export function instantOf(local: string, timeZone: string): string | undefined {
  const wall = Date.parse(`${local}Z`)
  if (Number.isNaN(wall)) return undefined
  const before = offsetAt(wall - DAY, timeZone)
  const after = offsetAt(wall + DAY, timeZone)
  const fits = [wall - before, wall - after].filter((instant) => instant + offsetAt(instant, timeZone) === wall)
  return new Date(fits.length > 0 ? Math.min(...fits) : wall - before).toISOString()
}

/** What clocks in `timeZone` show at an instant, as `instantOf` reads it: `2026-11-26T10:30`. */
export function wallTime(instant: string | number, timeZone: string): string {
  const at = typeof instant === 'number' ? instant : Date.parse(instant)
  return new Date(at + offsetAt(at, timeZone)).toISOString().slice(0, 16)
}

/** The day `days` after `date` (`2026-11-26`). */
export function daysAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00Z`) + days * DAY).toISOString().slice(0, 10)
}

/** A date that exists, from an address. */
export function isDay(value: unknown): value is string {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return false
  const at = Date.parse(`${value}T00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(value)
}

/** How far the zone's clocks are ahead of UTC at an instant, in milliseconds. */
function offsetAt(instant: number, timeZone: string): number {
  const parts = dateFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(instant)
  const of = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value)
  const shown = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'))
  return shown - Math.floor(instant / 1_000) * 1_000
}

/** The same in milliseconds; NaN for a clock that never shows it. */
export function momentOf(local: string, zone: string): number {
  return Date.parse(instantOf(local, zone) ?? '')
}
