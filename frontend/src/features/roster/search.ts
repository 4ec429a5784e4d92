import { isDay } from '@/lib/zoned'

/** What the address of the roster holds: whoever has the link sees the same days. */
export interface RosterSearch {
  view?: 'day'
  /** A day of the week that is shown, or the day itself; today without it. */
  day?: string
  /** Only the reader's own shifts. */
  mine?: boolean
}

export function rosterSearch(raw: Record<string, unknown>): RosterSearch {
  const search: RosterSearch = {}
  if (raw['view'] === 'day') search.view = 'day'
  if (isDay(raw['day'])) search.day = raw['day']
  if (raw['mine'] === true) search.mine = true
  return search
}
