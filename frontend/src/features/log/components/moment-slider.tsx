import { RangeSlider, Slider } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import type { Envelope } from '@/api/types'
import { preciseTime } from '@/lib/time'
import classes from './things.module.css'

interface Props {
  events: readonly Envelope[]
  /** One place, or the two that are compared. */
  places: readonly [number] | readonly [number, number]
  onChange: (places: number[]) => void
}

/** A slider over the events that changed something: each step is one of them. */
export function MomentSlider({ events, places, onChange }: Props) {
  const { t, i18n } = useTranslation('log')
  const zone = useMe().tenant.time_zone
  // While it is dragged nothing is asked for.
  const [dragged, setDragged] = useState<number[]>()
  const label = (place: number) => {
    const event = events[place - 1]
    if (!event) return t('history.before')
    return `${event.event} · ${preciseTime(event.recorded_at, i18n.language, zone)}`
  }
  const settle = (next: number[]) => {
    setDragged(undefined)
    onChange(next)
  }
  const shared = {
    min: 0,
    max: Math.max(events.length, 1),
    step: 1,
    label,
    thumbValueText: label,
    disabled: events.length === 0,
    marks: events.length <= 40 ? events.map((_, index) => ({ value: index + 1 })) : [],
  }
  const [first, second] = dragged ?? places
  return (
    <div className={classes.slider}>
      {places.length === 1 || second === undefined ? (
        <Slider
          {...shared}
          value={first ?? 0}
          onChange={(value) => setDragged([value])}
          onChangeEnd={(value) => settle([value])}
          thumbLabel={t('history.slider')}
        />
      ) : (
        <RangeSlider
          {...shared}
          minRange={0}
          value={[first ?? 0, second]}
          onChange={(values) => setDragged(values)}
          onChangeEnd={settle}
          thumbFromLabel={t('history.sliderFrom')}
          thumbToLabel={t('history.sliderTo')}
        />
      )}
      <div className={classes.ends} aria-hidden>
        <span>{events[0] ? preciseTime(events[0].recorded_at, i18n.language, zone) : ''}</span>
        <span>{t('history.now')}</span>
      </div>
    </div>
  )
}
