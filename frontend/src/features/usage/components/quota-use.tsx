import { useTranslation } from 'react-i18next'
import type { Quota } from '@/api/types'
import { Notice } from '@/components/notice'
import { ShareBar } from '@/components/share-bar'
import { shareOf } from '../measures'
import { useAmounts } from '../use-amounts'
import classes from './quota-use.module.css'

/** How this month stands against its limits. */
export function QuotaUse({ quota }: { quota: Quota }) {
  const { t } = useTranslation('owner')
  const { dollars, number, percent } = useAmounts()
  const warn = (quota.warn_percent ?? 80) / 100
  const lines = [
    { name: t('usage.cost'), used: quota.used_cost_micro_usd, limit: quota.monthly_cost_micro_usd ?? null, words: dollars },
    { name: t('usage.tokens'), used: quota.used_tokens, limit: quota.monthly_tokens ?? null, words: number },
  ]
  return (
    <>
      {quota.state === 'exceeded' && <Notice tone="danger">{t('usage.quota.exceeded')}</Notice>}
      {quota.state === 'warning' && <Notice tone="warn">{t('usage.quota.warning', { share: percent(warn) })}</Notice>}
      <ul className={classes.lines}>
        {lines.map(({ name, used, limit, words }) => {
          const share = limit === null ? undefined : shareOf(used, limit)
          return (
            <li key={name} className={classes.line}>
              <span className={classes.name}>{name}</span>
              <span>
                {share === undefined
                  ? t('usage.quota.noLimit', { used: words(used) })
                  : t('usage.quota.of', { used: words(used), limit: words(limit ?? 0), share: percent(share) })}
              </span>
              {share !== undefined && (
                <div className={classes.bar}>
                  <ShareBar share={share} {...(share >= 1 ? { tone: 'danger' } : share >= warn ? { tone: 'warn' } : {})} />
                </div>
              )}
            </li>
          )
        })}
      </ul>
    </>
  )
}
