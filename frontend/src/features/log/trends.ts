import type { Projection } from '@/api/types'

/** How many samples are kept: some minutes of a page that stays open. */
const MOST = 60

export interface Watched {
  items: Projection[]
  /** By projection, how far it was behind, the oldest sample first. */
  trends: Record<string, number[]>
}

/** What was seen until now, and how far each projection is behind at this moment. */
export function watched(before: Watched | undefined, items: Projection[]): Watched {
  const trends = Object.fromEntries(
    items.map(({ name, lag }) => [name, [...(before?.trends[name] ?? []), lag].slice(-MOST)]),
  )
  return { items, trends }
}

/** How far something is, how fast it goes, and how long it will take at that rate. */
export function pace(done: number, of: number, startedAt: string, now: number): { share: number; rate: number; left: number | undefined } {
  const seconds = Math.max(1, (now - Date.parse(startedAt)) / 1000)
  const rate = done / seconds
  return {
    share: of === 0 ? 1 : Math.min(1, done / of),
    rate,
    left: rate > 0 ? Math.max(0, of - done) / rate : undefined,
  }
}
