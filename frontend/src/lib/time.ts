import { dateFormat, relativeFormat } from './formats'

/** All words about time, in the person's language. Instants come as RFC 3339 in UTC. */

/** The browser's own variant of a language ("en" may be en-GB), so that clocks and dates look as at home. */
export function regional(language: string): string {
  return navigator.languages.find((tag) => tag === language || tag.startsWith(`${language}-`)) ?? language
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** "now", "5 min ago", "yesterday": short enough for a list. */
export function relativeTime(instant: string, now: number, language: string): string {
  const then = Date.parse(instant)
  const age = Math.max(0, now - then)
  const format = relativeFormat(regional(language), { numeric: 'auto', style: 'short' })
  if (age < MINUTE) return format.format(0, 'second')
  if (age < HOUR) return format.format(-Math.floor(age / MINUTE), 'minute')
  if (age < DAY && sameDay(then, now)) return format.format(-Math.floor(age / HOUR), 'hour')
  const days = daysBetween(then, now)
  if (days < 7) return format.format(-days, 'day')
  return dateFormat(regional(language), {
    day: 'numeric',
    month: 'short',
    ...(new Date(then).getFullYear() === new Date(now).getFullYear() ? {} : { year: 'numeric' }),
  }).format(then)
}

export function clockTime(instant: string, language: string, timeZone?: string): string {
  return dateFormat(regional(language), { hour: '2-digit', minute: '2-digit', ...zone(timeZone) }).format(
    Date.parse(instant),
  )
}

/** "in 20 min.", "in 3 hr.", "in 2 days" by the calendar of a zone; nothing for what is past. */
export function timeUntil(instant: string, now: number, language: string, timeZone?: string): string | undefined {
  const left = Date.parse(instant) - now
  if (!(left > 0)) return undefined
  const format = relativeFormat(regional(language), { numeric: 'auto', style: 'short' })
  if (left < HOUR) return format.format(Math.ceil(left / MINUTE), 'minute')
  if (left < DAY) return format.format(Math.floor(left / HOUR), 'hour')
  return format.format((dayNumber(instant, timeZone) - dayNumber(new Date(now).toISOString(), timeZone)) / DAY, 'day')
}

/** "Monday, 09:00": a moment of the next few days. */
export function weekdayTime(instant: string, language: string, timeZone: string): string {
  const weekday = dateFormat(regional(language), { weekday: 'long', timeZone }).format(Date.parse(instant))
  return `${capital(weekday, language)}, ${clockTime(instant, language, timeZone)}`
}

/** The whole moment, for tooltips and receipts. */
export function fullTime(instant: string, language: string, timeZone?: string): string {
  return dateFormat(regional(language), {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    // Whose clock it is: the business's may not be the reader's.
    timeZoneName: 'short',
    ...zone(timeZone),
  }).format(Date.parse(instant))
}

/** "26 Nov 2026, 10:04": a moment among others, with its year. */
export function dayTime(instant: string, language: string, timeZone?: string): string {
  return dateFormat(regional(language), { dateStyle: 'medium', timeStyle: 'short', ...zone(timeZone) }).format(
    Date.parse(instant),
  )
}

/** "26 Nov, 10:04:05.123": for the log, where seconds and less tell one event from the next. */
export function preciseTime(instant: string, language: string, timeZone?: string): string {
  return dateFormat(regional(language), {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    ...zone(timeZone),
  }).format(Date.parse(instant))
}

/** "Friday, 27 November, 09:00 – 17:00", on the clocks of a zone. */
export function periodTime(from: string, to: string, language: string, timeZone: string): string {
  return `${longDay(from, language, timeZone)}, ${clockTime(from, language, timeZone)} – ${clockTime(to, language, timeZone)}`
}

/** "Friday, 27 November", by the calendar of a zone. */
export function longDay(instant: string, language: string, timeZone: string): string {
  return dateFormat(regional(language), { weekday: 'long', day: 'numeric', month: 'long', timeZone }).format(Date.parse(instant))
}

/** "Today", "Yesterday", "Tomorrow" or the date, as the calendar of a zone has it. */
export function dayLabel(instant: string, now: number, language: string, timeZone?: string): string {
  const then = Date.parse(instant)
  const days = (dayNumber(instant, timeZone) - dayNumber(new Date(now).toISOString(), timeZone)) / DAY
  if (Math.abs(days) <= 1) {
    return capital(relativeFormat(regional(language), { numeric: 'auto' }).format(days, 'day'), language)
  }
  return capital(
    dateFormat(regional(language), {
      weekday: 'long',
      day: 'numeric',
      month: 'long',
      ...(new Date(then).getFullYear() === new Date(now).getFullYear() ? {} : { year: 'numeric' }),
      ...zone(timeZone),
    }).format(then),
    language,
  )
}

/** A key that is equal for two instants of the same day, in a zone or in this browser's. */
export function dayKey(instant: string, timeZone?: string): string {
  return dateFormat('en-CA', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    ...zone(timeZone),
  }).format(Date.parse(instant))
}

function dayNumber(instant: string, timeZone: string | undefined): number {
  return Date.parse(dayKey(instant, timeZone))
}

function sameDay(a: number, b: number): boolean {
  return daysBetween(a, b) === 0
}

function daysBetween(then: number, now: number): number {
  const from = new Date(then)
  const to = new Date(now)
  const start = Date.UTC(from.getFullYear(), from.getMonth(), from.getDate())
  const end = Date.UTC(to.getFullYear(), to.getMonth(), to.getDate())
  return Math.max(0, Math.round((end - start) / DAY))
}

function zone(timeZone: string | undefined): { timeZone?: string } {
  return timeZone === undefined ? {} : { timeZone }
}

function capital(text: string, language: string): string {
  return text.charAt(0).toLocaleUpperCase(language) + text.slice(1)
}
