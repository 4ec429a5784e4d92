import type { Quota } from '@/api/types'

/** The quota as it is typed: dollars, tokens and per cent; an empty limit is none. */
export interface TypedQuota {
  cost: string
  tokens: string
  warn: string
}

export type QuotaFault = 'costWrong' | 'tokensWrong' | 'warnWrong'

/** A hundred million dollars, and what a number holds exactly. */
const MOST_MICRO = 1e14
const MOST_TOKENS = 1e15

export function typedOf(quota: Quota): TypedQuota {
  const { monthly_cost_micro_usd: cost, monthly_tokens: tokens, warn_percent: warn } = quota
  return {
    cost: cost == null ? '' : String(cost / 1_000_000),
    tokens: tokens == null ? '' : String(tokens),
    warn: String(warn ?? 80),
  }
}

export function quotaFaults(typed: TypedQuota): Partial<Record<keyof TypedQuota, QuotaFault>> {
  const faults: Partial<Record<keyof TypedQuota, QuotaFault>> = {}
  const { monthly_cost_micro_usd: cost, monthly_tokens: tokens, warn_percent: warn } = quotaOf(typed)
  if (cost !== null && !(cost >= 0 && cost <= MOST_MICRO)) faults.cost = 'costWrong'
  if (tokens !== null && !(Number.isInteger(tokens) && tokens >= 0 && tokens <= MOST_TOKENS)) faults.tokens = 'tokensWrong'
  if (!(Number.isInteger(warn) && warn >= 1 && warn <= 100)) faults.warn = 'warnWrong'
  return faults
}

/** What is sent; not a number where what is typed is none. */
export function quotaOf({ cost, tokens, warn }: TypedQuota) {
  const dollars = numberOf(cost)
  return {
    monthly_cost_micro_usd: dollars === null ? null : Math.round(dollars * 1_000_000),
    monthly_tokens: numberOf(tokens),
    warn_percent: numberOf(warn) ?? NaN,
  }
}

/** A decimal comma is a point, and spaces may stand between digits; marks of thousands would be ambiguous. */
function numberOf(text: string): number | null {
  const digits = text.replace(/[\s_]/g, '').replace(',', '.')
  if (digits === '') return null
  return /^\d+(\.\d+)?$/.test(digits) ? Number(digits) : NaN
}
