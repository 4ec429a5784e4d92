import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMayReadLog, useMe } from '@/api/me'
import type { UsedTurn } from '@/api/types'
import rows from '@/components/rows.module.css'
import { personName } from '@/lib/person-name'
import { dayTime } from '@/lib/time'
import { useAmounts } from '../use-amounts'
import classes from './turn-row.module.css'

/** A turn with what it has used. Its words are its member's alone; how it came about is its "why" page. */
export function TurnRow({ turn }: { turn: UsedTurn }) {
  const { t, i18n } = useTranslation('owner')
  const { t: app } = useTranslation()
  const { dollars, number } = useAmounts()
  const me = useMe()
  const mayAsk = useMayReadLog() || turn.member.id === me.id
  const name = personName(turn.member.name, app)
  const when = dayTime(turn.started_at, i18n.language, me.tenant.time_zone)
  return (
    <article className={rows.row} aria-label={`${name}, ${when}`}>
      <div className={rows.body}>
        <span className={rows.name}>
          {name}
          {turn.status !== 'completed' && (
            <span className={rows.badge} data-tone={turn.status === 'failed' ? 'danger' : undefined}>
              {t(`usage.status.${turn.status}`)}
            </span>
          )}
        </span>
        <span className={rows.facts}>
          <time dateTime={turn.started_at}>{when}</time> · {turn.models.join(', ')}
        </span>
        <span className={rows.facts}>
          {t('usage.calls', { count: turn.calls, calls: number(turn.calls), failed: number(turn.failed_calls) })} ·{' '}
          {t('usage.tokensInOut', { input: number(turn.input_tokens), output: number(turn.output_tokens) })}
        </span>
      </div>
      <span className={classes.cost}>{dollars(turn.cost_micro_usd)}</span>
      {mayAsk && (
        <Link className={classes.why} to="/log/explain/$id" params={{ id: turn.turn_id }} aria-label={t('usage.whyOf', { name, when })}>
          {t('usage.why')}
        </Link>
      )}
    </article>
  )
}
