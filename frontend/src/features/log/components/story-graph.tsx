import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { shortId, useActorWords } from '../use-actor-words'
import type { Step } from '../story'
import classes from './story.module.css'

const ROW = 52
const MOST_WIDE = 150
const LANE = 20

/**
 * Events from above to below as they happened, each further to the right the more led to it, with a
 * line from its cause. Its rows are a list too, which says the same in words.
 */
export function StoryGraph({ steps, open }: { steps: readonly Step[]; open: number | undefined }) {
  const { t } = useTranslation('log')
  const deepest = Math.max(0, ...steps.map((step) => step.depth))
  const lane = Math.min(LANE, MOST_WIDE / Math.max(1, deepest))
  const at = (row: number) => ({ x: 12 + (steps[row]?.depth ?? 0) * lane, y: row * ROW + ROW / 2 })
  const width = 24 + deepest * lane
  return (
    <div className={classes.story}>
      <svg className={classes.graph} width={width} height={steps.length * ROW} aria-hidden>
        {steps.map(({ cause }, row) => cause !== undefined && <path key={row} className={classes.edge} d={edge(at(cause), at(row))} />)}
        {steps.map(({ event }, row) => (
          <circle
            key={event.position}
            className={classes.node}
            data-kind={event.actor.split(':')[0]}
            data-open={event.position === open}
            cx={at(row).x}
            cy={at(row).y}
            r={6}
          />
        ))}
      </svg>
      <ol className={classes.steps} aria-label={t('story.title')}>
        {steps.map((step) => (
          <li key={step.event.position}>
            <StepRow step={step} first={steps[0]} cause={step.cause === undefined ? undefined : steps[step.cause]} open={open} />
          </li>
        ))}
      </ol>
    </div>
  )
}

interface RowProps {
  step: Step
  first: Step | undefined
  cause: Step | undefined
  open: number | undefined
}

function StepRow({ step: { event }, first, cause, open }: RowProps) {
  const { t, i18n } = useTranslation('log')
  const actor = useActorWords()
  const since = first ? (Date.parse(event.recorded_at) - Date.parse(first.event.recorded_at)) / 1000 : 0
  const seconds = new Intl.NumberFormat(i18n.language, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(since)
  return (
    <Link
      to="."
      search={(before) => ({ ...before, open: event.position, with: undefined })}
      className={classes.step}
      aria-current={event.position === open}
    >
      <span className={classes.name}>{event.event}</span>
      <span className={classes.facts}>
        {event.position} ·{' '}
        {cause ? t('story.because', { event: cause.event.event, position: cause.event.position }) : t('story.beginning')} ·{' '}
        {actor(event.actor)} · {t('story.after', { seconds })} · {event.stream.type} …{shortId(event.stream.id)}
      </span>
    </Link>
  )
}

interface Point {
  x: number
  y: number
}

/** Down from the cause, and around a corner to the effect. */
function edge(from: Point, to: Point): string {
  const bend = Math.min(8, to.x - from.x)
  return `M ${from.x} ${from.y} V ${to.y - bend} Q ${from.x} ${to.y} ${from.x + bend} ${to.y} H ${to.x}`
}
