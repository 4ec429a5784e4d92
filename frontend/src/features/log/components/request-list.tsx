import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import type { ProjectionRequest } from '@/api/types'
import { preciseTime } from '@/lib/time'
import { outcomeOf } from '../outcome'
import { useActorWords } from '../use-actor-words'
import { useNumbers } from '../use-numbers'
import { DifferenceTable } from './difference-table'
import classes from './care.module.css'
import figures from './console.module.css'
import log from './log.module.css'

const KINDS = ['rebuild', 'verify', 'retry', 'discard'] as const
const TONES = { queued: 'warn', running: 'good', done: 'good', failed: 'danger' } as const

/** What was asked for lately, and what came of it. */
export function RequestList({ requests, label }: { requests: readonly ProjectionRequest[]; label: string }) {
  return (
    <ol className={log.rows} aria-label={label}>
      {requests.map((request, index) => (
        <li key={request.id} className={classes.request}>
          <RequestRow request={request} latest={index === 0} />
        </li>
      ))}
    </ol>
  )
}

function RequestRow({ request, latest }: { request: ProjectionRequest; latest: boolean }) {
  const { t, i18n } = useTranslation('log')
  const actor = useActorWords()
  const zone = useMe().tenant.time_zone
  const { status, requested_at: at } = request
  const kind = KINDS.find((one) => one === request.kind)
  return (
    <>
      <div className={classes.requestHead}>
        <span className={log.name}>{kind ? t(`projections.kinds.${kind}`) : request.kind}</span>
        <span className={classes.badge} data-tone={TONES[status]}>{t(`projections.statuses.${status}`)}</span>
        <span className={log.fact}>
          {actor(request.requested_by)} · <time dateTime={at}>{preciseTime(at, i18n.language, zone)}</time>
        </span>
      </div>
      <div role="status"><OutcomeWords request={request} latest={latest} /></div>
    </>
  )
}

function OutcomeWords({ request, latest }: { request: ProjectionRequest; latest: boolean }) {
  const { t } = useTranslation('log')
  const number = useNumbers()
  if (request.ended_at === null) return null
  const outcome = outcomeOf(request.kind, request.outcome)
  switch (outcome.kind) {
    case 'failed':
      return <p className={classes.outcome} data-tone="danger">{outcome.error}</p>
    case 'rebuilt':
      return (
        <p className={classes.outcome}>
          {t('projections.rebuilt', { generation: outcome.generation, position: number(outcome.position) })}
        </p>
      )
    case 'mended':
      return (
        <p className={classes.outcome} data-tone={outcome.parked > 0 ? 'danger' : undefined}>
          {request.kind === 'discard' && t('letters.leftOut')}{' '}
          {(outcome.applied > 0 || request.kind !== 'discard') &&
            t('letters.applied', { count: outcome.applied, number: number(outcome.applied) })}{' '}
          {outcome.parked > 0 && t('letters.stillParked', { count: outcome.parked, number: number(outcome.parked) })}
        </p>
      )
    case 'verified':
      return (
        <>
          <p className={classes.outcome} data-tone={outcome.differences > 0 ? 'danger' : undefined}>
            {outcome.differences === 0
              ? t('projections.same', { rows: number(outcome.rows), position: number(outcome.position) })
              : t('projections.different', { count: outcome.differences, rows: number(outcome.rows), position: number(outcome.position) })}
          </p>
          {outcome.samples.length > 0 && (
            <details className={figures.fold} open={latest}>
              <summary>{t('projections.differences')}</summary>
              <DifferenceTable samples={outcome.samples} of={outcome.differences} />
            </details>
          )}
        </>
      )
    default:
      return null
  }
}
