import type { Usage, Used } from '@/api/types'
import type { Measure, UsageSearch } from './search'

/** What is shown: as chosen, else the cost; where nothing cost anything, the turns. */
export function measureOf(search: UsageSearch, usage: Usage): Measure {
  return search.by ?? (usage.by_day.some((day) => day.cost_micro_usd > 0) ? 'cost' : 'turns')
}

/** How much of it: millionths of a dollar, tokens, or turns. */
export function amountOf(used: Used | undefined, measure: Measure): number {
  if (used === undefined) return 0
  switch (measure) {
    case 'cost':
      return used.cost_micro_usd
    case 'tokens':
      // Thinking is counted by itself, and paid for as what is written.
      return used.input_tokens + used.output_tokens + used.reasoning_tokens
    case 'turns':
      return used.turns
  }
}

/** The top of a scale for amounts up to `most`: 1, 2 or 5 with zeros behind it. */
export function scaleTop(most: number): number {
  if (!(most > 1)) return 1
  const unit = 10 ** Math.floor(Math.log10(most))
  return ([1, 2, 5].find((step) => step * unit >= most) ?? 10) * unit
}

/** How much of a limit is used, from 0 to 1 and beyond; a limit of nothing is used up at once. */
export function shareOf(used: number, limit: number): number {
  return limit > 0 ? used / limit : 1
}
