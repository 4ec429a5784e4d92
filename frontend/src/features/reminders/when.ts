import { momentOf } from '@/lib/zoned'

const HOUR = 3_600_000

export type WhenFault = 'whenMissing' | 'whenPast' | 'whenFar'

/** As far ahead as the API takes one. */
const FARTHEST = 5 * 366 * 24 * HOUR

/** What the server would refuse, known before it is asked. */
export function whenFault(local: string, now: number, zone: string): WhenFault | undefined {
  const at = momentOf(local, zone)
  if (Number.isNaN(at)) return 'whenMissing'
  if (at <= now) return 'whenPast'
  return at - now > FARTHEST ? 'whenFar' : undefined
}
