import { useTranslation } from 'react-i18next'
import type { Used } from '@/api/types'
import { useAmounts } from '../use-amounts'
import classes from './totals.module.css'

/** What the period comes to. */
export function Totals({ total }: { total: Used }) {
  const { t } = useTranslation('owner')
  const { dollars, number } = useAmounts()
  const figures = [
    { name: t('usage.cost'), figure: dollars(total.cost_micro_usd), note: t('usage.costNote') },
    {
      name: t('usage.turns'),
      figure: number(total.turns),
      note: t('usage.calls', { count: total.calls, calls: number(total.calls), failed: number(total.failed_calls) }),
    },
    {
      name: t('usage.input'),
      figure: number(total.input_tokens),
      note: t('usage.cached', { tokens: number(total.cached_tokens) }),
    },
    {
      name: t('usage.output'),
      figure: number(total.output_tokens),
      note: t('usage.reasoning', { tokens: number(total.reasoning_tokens) }),
    },
    {
      name: t('usage.latency'),
      figure: t('usage.seconds', { seconds: number(Math.round(total.mean_latency_ms / 100) / 10) }),
      note: t('usage.latencyNote'),
    },
  ]
  return (
    <section aria-labelledby="usage-totals">
      <h2 id="usage-totals" className="visually-hidden">{t('usage.totals')}</h2>
      <dl className={classes.totals}>
        {figures.map(({ name, figure, note }) => (
          <div key={name} className={classes.total}>
            <dt>{name}</dt>
            <dd className={classes.figure}>{figure}</dd>
            <dd className={classes.note}>{note}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
