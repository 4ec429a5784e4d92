import { useTranslation } from 'react-i18next'
import type { Projection } from '@/api/types'
import classes from './care.module.css'

const TONES = { running: 'good', paused: 'warn', stalled: 'danger' } as const

/** In one or two words, how a projection is. */
export function StateBadge({ projection: { state, rebuild } }: { projection: Projection }) {
  const { t } = useTranslation('log')
  return (
    <span className={classes.badges}>
      <span className={classes.badge} data-tone={TONES[state]}>{t(`projections.states.${state}`)}</span>
      {rebuild && <span className={classes.badge} data-tone="good">{t('projections.rebuilding')}</span>}
    </span>
  )
}
