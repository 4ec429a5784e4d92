import { useTranslation } from 'react-i18next'
import { regional } from '@/lib/time'
import type { Measure } from './search'

/** Amounts as the person's language writes them. */
export function useAmounts() {
  const { i18n } = useTranslation()
  const language = regional(i18n.language)
  const plain = new Intl.NumberFormat(language)
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 })
  /** Single answers cost fractions of a cent: small amounts are written out. */
  const dollars = (micro: number) => {
    const size = Math.abs(micro)
    const digits = size === 0 || size >= 1_000_000 ? 2 : size >= 10_000 ? 4 : 6
    const format = { style: 'currency', currency: 'USD', minimumFractionDigits: 2, maximumFractionDigits: digits } as const
    return new Intl.NumberFormat(language, format).format(micro / 1_000_000)
  }
  return {
    dollars,
    number: (value: number) => plain.format(value),
    percent: (share: number) => percent.format(share),
    amount: (value: number, measure: Measure) => (measure === 'cost' ? dollars(value) : plain.format(value)),
  }
}
