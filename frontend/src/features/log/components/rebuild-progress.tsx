import { Progress } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Projection, ProjectionRebuild } from '@/api/types'
import { useNow } from '@/lib/use-now'
import { pace } from '../trends'
import { useNumbers } from '../use-numbers'
import classes from './care.module.css'

/** How far the new tables are filled, how fast, and for how long still. */
export function RebuildProgress({ of: { name, head }, rebuild }: { of: Projection; rebuild: ProjectionRebuild }) {
  const { t, i18n } = useTranslation('log')
  const number = useNumbers()
  const now = useNow(1_000)
  const { share, rate, left } = pace(rebuild.position, head, rebuild.started_at, now)
  const percent = new Intl.NumberFormat(i18n.language, { style: 'percent' }).format(share)
  return (
    <div className={classes.progress}>
      <Progress.Root size="lg">
        <Progress.Section value={share * 100} aria-label={t('projections.progressOf', { name })} aria-valuetext={percent} />
      </Progress.Root>
      <div className={classes.progressWords}>
        <span>{t('projections.progress', { percent, position: number(rebuild.position), head: number(head) })}</span>
        <span>
          {rebuild.lanes === 0 ? t('projections.catchingUp') : t('projections.lanes', { count: rebuild.lanes })} ·{' '}
          {t('projections.rate', { rate: number(Math.round(rate)) })}
          {left !== undefined && share < 1 && ` · ${t('projections.left', { seconds: number(Math.ceil(left)) })}`}
        </span>
      </div>
      {!rebuild.held && <p className={classes.quiet}>{t('projections.rebuildIdle')}</p>}
    </div>
  )
}
