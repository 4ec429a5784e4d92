import { useTranslation } from 'react-i18next'
import type { Feedback } from '@/api/types'
import type { ReceivedDay } from '../days'
import classes from './received.module.css'

interface Props {
  days: readonly ReceivedDay[]
  dayWords: (day: string) => string
  total: Feedback['total']
}

const HALF = 50
const GAP = 0.14

/**
 * Ratings day by day: those that helped above the line, the others below it. It is one picture,
 * said in one sentence; the table beneath it has its figures.
 */
export function RatingChart({ days, dayWords, total }: Props) {
  const { t } = useTranslation('owner')
  if (total.helpful + total.unhelpful === 0) return <p className={classes.note}>{t('feedback.noRatings')}</p>
  const top = Math.max(1, ...days.flatMap((day) => [day.helpful, day.unhelpful]))
  const [first, last] = [dayWords(days[0]?.day ?? ''), dayWords(days.at(-1)?.day ?? '')]
  const summary = t('feedback.chart', { helpful: total.helpful, unhelpful: total.unhelpful, from: first, to: last })
  return (
    <figure className={classes.figureFrame}>
      <svg className={classes.chart} viewBox={`0 0 ${days.length} ${2 * HALF}`} preserveAspectRatio="none" role="img" aria-label={summary}>
        {days.map(({ day, helpful, unhelpful }, place) => (
          <g key={day}>
            <rect className={classes.up} x={place + GAP} width={1 - 2 * GAP} y={HALF - (helpful / top) * HALF} height={(helpful / top) * HALF} />
            <rect className={classes.down} x={place + GAP} width={1 - 2 * GAP} y={HALF} height={(unhelpful / top) * HALF} />
          </g>
        ))}
        <line x1={0} x2={days.length} y1={HALF} y2={HALF} />
      </svg>
      <figcaption className={classes.caption} aria-hidden>
        <span>{first}</span>
        <span>{t('feedback.legend')}</span>
        <span>{last}</span>
      </figcaption>
    </figure>
  )
}
