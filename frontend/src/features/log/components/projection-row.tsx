import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Projection } from '@/api/types'
import { useNumbers } from '../use-numbers'
import classes from './care.module.css'
import { RebuildProgress } from './rebuild-progress'
import { StateBadge } from './state-badge'
import { Trend } from './trend'

/** A projection in a line, which leads to its page. */
export function ProjectionRow({ projection, trend }: { projection: Projection; trend: readonly number[] }) {
  const { t } = useTranslation('log')
  const number = useNumbers()
  const { name, version, generation, lag, parked, rebuild } = projection
  return (
    <>
      <Link to="/log/projections/$name" params={{ name }} className={classes.row}>
        <span className={classes.rowName}>{name}</span>
        <StateBadge projection={projection} />
        <span className={classes.lag}>
          <span>{lag === 0 ? t('projections.level') : t('projections.behind', { count: lag, number: number(lag) })}</span>
          <Trend values={trend} />
        </span>
        <span className={classes.quiet}>{t('projections.edition', { version, generation })}</span>
        <span className={classes.parked} data-some={parked > 0}>
          {parked === 0 ? t('projections.noParked') : t('projections.parked', { count: parked, number: number(parked) })}
        </span>
      </Link>
      {rebuild && <div className={classes.rowProgress}><RebuildProgress of={projection} rebuild={rebuild} /></div>}
    </>
  )
}
