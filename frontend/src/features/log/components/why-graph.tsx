import { useMediaQuery } from '@mantine/hooks'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { StoryNode } from '@/api/types'
import { shortId, useActorWords } from '../use-actor-words'
import type { Step } from '../lanes'
import classes from './why.module.css'

const ROW = 52
const EDGE = 14

interface Props {
  steps: readonly Step[]
  /** The position of the event that is open. */
  open: number | undefined
}

/**
 * Events from above to below as they happened, with a line from each to what it led to. Its rows are
 * a list too, which says the same in words.
 */
export function WhyGraph({ steps, open }: Props) {
  const { t } = useTranslation('log')
  const narrow = useMediaQuery('(max-width: 640px)', false, { getInitialValueInEffect: false })
  const [space, most] = narrow ? [12, 72] : [20, 180]
  const widest = Math.max(0, ...steps.map((step) => step.lane))
  const lane = Math.min(space, most / Math.max(1, widest))
  const at = (row: number) => ({ x: EDGE + (steps[row]?.lane ?? 0) * lane, y: row * ROW + ROW / 2 })
  return (
    <div className={classes.graph}>
      <svg width={EDGE * 2 + widest * lane} height={steps.length * ROW} aria-hidden>
        {steps.map(({ cause }, row) => cause !== undefined && <path key={row} className={classes.edge} d={edge(at(cause), at(row))} />)}
        {steps.map(({ node }, row) => (
          <circle
            key={node.id}
            className={classes.node}
            data-kind={node.actor.split(':')[0]}
            data-open={node.position === open}
            cx={at(row).x}
            cy={at(row).y}
            r={6}
          />
        ))}
      </svg>
      <ol className={classes.steps} aria-label={t('why.steps')}>
        {steps.map(({ node, cause }) => (
          <li key={node.id}>
            <Row node={node} first={steps[0]?.node} cause={cause === undefined ? undefined : steps[cause]?.node} open={open} />
          </li>
        ))}
      </ol>
    </div>
  )
}

interface RowProps {
  node: StoryNode
  first: StoryNode | undefined
  cause: StoryNode | undefined
  open: number | undefined
}

function Row({ node, first, cause, open }: RowProps) {
  const { t, i18n } = useTranslation('log')
  const actor = useActorWords()
  const since = first ? (Date.parse(node.at) - Date.parse(first.at)) / 1000 : 0
  const seconds = new Intl.NumberFormat(i18n.language, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(since)
  return (
    <Link
      to="."
      search={(before) => ({ ...before, open: node.position, with: undefined })}
      className={classes.step}
      aria-current={node.position === open}
    >
      <span className={classes.name}>{node.event}</span>
      <span className={classes.stepFacts}>
        {node.position} · {cause ? t('why.because', { event: cause.event, position: cause.position }) : t('why.beginning')} ·{' '}
        {actor(node.actor)} · {t('why.after', { seconds })} · {node.stream.type} …{shortId(node.stream.id)}
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
