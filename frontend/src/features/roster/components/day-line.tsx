import { useTranslation } from 'react-i18next'
import type { Shift } from '@/api/types'
import { Face } from '@/components/face'
import { clockTime } from '@/lib/time'
import { instantOf } from '@/lib/zoned'
import type { Person } from '../people'
import { shareOf, spanOf } from '../week'
import { ShiftChip, type ChipActions } from './shift-chip'
import classes from './day-line.module.css'
import roster from './roster.module.css'

/** The hours that are marked. */
const HOURS = ['03', '06', '09', '12', '15', '18', '21']

interface Props {
  day: string
  people: readonly Person[]
  /** All that touch the day, also those that began the evening before. */
  shifts: readonly Shift[]
  zone: string
  now: number
  actions: ChipActions | undefined
}

/** A day along the hours: a row for each person. A day on which clocks change is as long as it is. */
export function DayLine({ day, people, shifts, zone, now, actions }: Props) {
  const { t, i18n } = useTranslation('work')
  const span = spanOf(day, 1, zone)
  const hours = HOURS.map((hour) => instantOf(`${day}T${hour}:00`, zone) ?? span.from)
  const present = new Date(now).toISOString()
  const nowAt = shareOf(span.from, present, span).width
  const moving = actions?.move.moving
  return (
    <div className={classes.lines} role="list" aria-label={t('roster.caption')}>
      <div className={classes.line} role="presentation">
        <span />
        <div className={classes.hoursHead} aria-hidden>
          {hours.map((hour) => (
            <span key={hour} style={{ insetInlineStart: `${shareOf(span.from, hour, span).width}%` }}>
              {clockTime(hour, i18n.language, zone)}
            </span>
          ))}
        </div>
      </div>
      {people.map((person) => (
        <div
          key={person.id}
          className={classes.line}
          role="listitem"
          data-day={day}
          data-member={person.id}
          data-target={moving?.member === person.id || undefined}
        >
          <span className={roster.person}>
            <Face name={person.name} size={28} />
            <span className={roster.personName}>{person.name}</span>
          </span>
          <div className={classes.track}>
            {hours.map((hour) => (
              <i key={hour} className={classes.tick} style={{ insetInlineStart: `${shareOf(span.from, hour, span).width}%` }} />
            ))}
            {nowAt > 0 && nowAt < 100 && <i className={classes.nowLine} style={{ insetInlineStart: `${nowAt}%` }} />}
            {shifts
              .filter((one) => one.member.id === person.id)
              .map((shift) => {
                const { left, width } = shareOf(shift.starts_at, shift.ends_at, span)
                return (
                  <div key={shift.id} className={classes.bar} style={{ insetInlineStart: `${left}%`, width: `${width}%` }}>
                    <ShiftChip {...{ shift, zone, now, actions }} />
                  </div>
                )
              })}
          </div>
        </div>
      ))}
    </div>
  )
}
