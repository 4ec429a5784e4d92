import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import type { Projection } from '@/api/types'
import { preciseTime } from '@/lib/time'
import { useNumbers } from '../use-numbers'
import classes from './care.module.css'
import figures from './console.module.css'
import { Trend } from './trend'

/** A projection in figures. */
export function ProjectionStatus({ projection, trend }: { projection: Projection; trend: readonly number[] }) {
  const { t, i18n } = useTranslation('log')
  const zone = useMe().tenant.time_zone
  const number = useNumbers()
  const { name, position, head, lag, parked, version, generation, tables, flipped_at: flipped } = projection
  return (
    <>
      <dl className={figures.tiles}>
        <div>
          <dt>{t('projections.position')}</dt>
          <dd className={figures.figure}>{number(position)}</dd>
          <dd className={figures.under}>{t('projections.ofHead', { head: number(head) })}</dd>
        </div>
        <div>
          <dt>{t('projections.lag')}</dt>
          <dd className={figures.figure}>{number(lag)}</dd>
          <dd className={classes.wideTrend}><Trend values={trend} /></dd>
        </div>
        <div>
          <dt>{t('projections.setAside')}</dt>
          <dd className={figures.figure}>{number(parked)}</dd>
          <dd className={figures.under}>
            {parked === 0 ? (
              t('projections.noParked')
            ) : (
              <Link className={figures.way} to="/log/dead-letters" search={{ projection: name }}>{t('projections.toLetters')}</Link>
            )}
          </dd>
        </div>
      </dl>
      <dl className={figures.facts}>
        <dt>{t('projections.version')}</dt>
        <dd>
          {version} · {t('projections.generation', { generation })}
          {projection.retired && ` · ${t('projections.retired')}`}
        </dd>
        <dt>{t('projections.tables')}</dt>
        <dd className={figures.mono}>{tables.join(', ')}</dd>
        <dt>{t('projections.flipped')}</dt>
        <dd>{flipped === null ? t('projections.notFlipped') : preciseTime(flipped, i18n.language, zone)}</dd>
        <dt>{t('projections.updated')}</dt>
        <dd>{projection.updated_at === null ? '—' : preciseTime(projection.updated_at, i18n.language, zone)}</dd>
      </dl>
    </>
  )
}
