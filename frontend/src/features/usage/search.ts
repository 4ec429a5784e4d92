import { isDay } from '@/lib/zoned'

export const LENGTHS = [7, 30, 90] as const
export type Length = (typeof LENGTHS)[number]

export const MEASURES = ['cost', 'tokens', 'turns'] as const
export type Measure = (typeof MEASURES)[number]

/** What the address holds: whoever has the link sees the same figures. */
export interface UsageSearch {
  /** The last so many days, today included; this calendar month unless given. */
  days?: Length
  /** What the bars show; the cost unless given. */
  by?: Measure
  /** Which turns are listed: of one day, of one member, of one model. */
  day?: string
  member?: string
  model?: string
}

type Change = { [Key in keyof UsageSearch]: UsageSearch[Key] | undefined }

/** The same address with a change; what is undefined in it is left out. */
export function changed(search: UsageSearch, change: Change): UsageSearch {
  return usageSearch({ ...search, ...change })
}

export function usageSearch(raw: Record<string, unknown>): UsageSearch {
  const search: UsageSearch = {}
  const days = LENGTHS.find((length) => length === raw['days'])
  const by = MEASURES.find((measure) => measure === raw['by'])
  if (days !== undefined) search.days = days
  if (by !== undefined) search.by = by
  if (isDay(raw['day'])) search.day = raw['day']
  if (typeof raw['member'] === 'string' && raw['member'] !== '') search.member = raw['member']
  if (typeof raw['model'] === 'string' && raw['model'] !== '') search.model = raw['model']
  return search
}
