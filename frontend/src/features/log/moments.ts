import type { Envelope } from '@/api/types'
import type { Point } from './search'

/**
 * The place of a moment on the slider: how many of the events had happened by then. 0 is before the
 * first of them, and what is not given is now.
 */
export function placeOf(events: readonly Envelope[], at: Point | undefined): number {
  if (at === undefined) return events.length
  const then = typeof at === 'string' ? Date.parse(at) : undefined
  const later = events.findIndex((one) => (then === undefined ? one.position > Number(at) : Date.parse(one.recorded_at) > then))
  return later === -1 ? events.length : later
}

/** The moment at a place: now behind the last event, so that a link to it stays up to date. */
export function pointAt(events: readonly Envelope[], place: number): Point | undefined {
  if (place >= events.length) return undefined
  return place <= 0 ? (events[0] ? events[0].position - 1 : 0) : events[place - 1]?.position
}
