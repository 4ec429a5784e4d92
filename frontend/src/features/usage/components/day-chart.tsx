import { useState, type MouseEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { amountOf, scaleTop } from '../measures'
import type { Day } from '../period'
import type { Measure } from '../search'
import { useAmounts } from '../use-amounts'
import { useDayWords } from '../use-day-words'
import classes from './day-chart.module.css'

interface Props {
  days: readonly Day[]
  measure: Measure
  /** The day whose turns are listed. */
  chosen: string | undefined
  onChoose: (day: string) => void
}

const HEIGHT = 100
const GAP = 0.14

/**
 * A bar for each day. It is one picture, said in one sentence; the table beneath it has the same
 * figures, and the same ways on, for whoever does not point.
 */
export function DayChart({ days, measure, chosen, onChoose }: Props) {
  const { t } = useTranslation('owner')
  const { amount } = useAmounts()
  const dayWords = useDayWords()
  const [over, setOver] = useState<number>()
  const amounts = days.map((day) => amountOf(day.used, measure))
  const top = scaleTop(Math.max(0, ...amounts))
  const most = amounts.indexOf(Math.max(...amounts))
  const said = (place: number) =>
    t('usage.dayReading', { day: dayWords(days[place]?.day ?? ''), amount: amount(amounts[place] ?? 0, measure) })
  const shown = over ?? days.findIndex((day) => day.day === chosen)
  const summary = t('usage.chartSummary', {
    measure: t(`usage.${measure}`),
    from: dayWords(days[0]?.day ?? ''),
    to: dayWords(days.at(-1)?.day ?? ''),
    most: said(most),
  })

  function placeOf(event: MouseEvent<SVGSVGElement>): number {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    return Math.min(days.length - 1, Math.max(0, Math.floor(((event.clientX - left) / width) * days.length)))
  }

  return (
    <div>
      <div className={classes.frame}>
        <div className={classes.scale} aria-hidden>
          <span>{amount(top, measure)}</span>
          <span>{amount(0, measure)}</span>
        </div>
        <svg
          className={classes.chart}
          data-chosen={days.some((day) => day.day === chosen)}
          viewBox={`0 0 ${days.length} ${HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={summary}
          onMouseMove={(event) => setOver(placeOf(event))}
          onMouseLeave={() => setOver(undefined)}
          onClick={(event) => onChoose(days[placeOf(event)]?.day ?? '')}
        >
          {[0, HEIGHT / 2, HEIGHT].map((y) => (
            <line key={y} x1={0} x2={days.length} y1={y} y2={y} />
          ))}
          {over !== undefined && <rect className={classes.hover} x={over} width={1} height={HEIGHT} />}
          {days.map(({ day }, place) => {
            const height = ((amounts[place] ?? 0) / top) * HEIGHT
            return (
              <rect
                key={day}
                className={classes.bar}
                data-chosen={day === chosen}
                x={place + GAP}
                width={1 - 2 * GAP}
                y={HEIGHT - height}
                height={height}
              />
            )
          })}
        </svg>
        <div className={classes.dates} aria-hidden>
          <span>{dayWords(days[0]?.day ?? '')}</span>
          {days.length > 1 && <span>{dayWords(days.at(-1)?.day ?? '')}</span>}
        </div>
      </div>
      <p className={classes.reading} aria-hidden>
        {shown < 0 ? t('usage.chartHint') : said(shown)}
      </p>
    </div>
  )
}
