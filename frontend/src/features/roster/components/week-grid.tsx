import { IconPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Shift } from '@/api/types'
import { Face } from '@/components/face'
import { dateFormat } from '@/lib/formats'
import { clockTime, regional } from '@/lib/time'
import type { Person } from '../people'
import type { Moving } from '../use-shift-move'
import { dayOf, type Place } from '../week'
import { ShiftChip, type ChipActions } from './shift-chip'
import classes from './week-grid.module.css'
import roster from './roster.module.css'

interface Props {
  days: readonly string[]
  people: readonly Person[]
  shifts: readonly Shift[]
  zone: string
  now: number
  today: string
  actions: ChipActions | undefined
  onDay: (day: string) => void
  onAdd: (place: Place) => void
}

/** A week: a row for each person, a column for each day. */
export function WeekGrid({ days, people, shifts, zone, now, today, actions, onDay, onAdd }: Props) {
  const { t, i18n } = useTranslation('work')
  const language = regional(i18n.language)
  const format = (day: string, options: Intl.DateTimeFormatOptions) =>
    dateFormat(language, { ...options, timeZone: 'UTC' }).format(Date.parse(day))
  const full = (day: string) => format(day, { weekday: 'long', day: 'numeric', month: 'long' })
  const moving = actions?.move.moving
  return (
    <div className={classes.gridFrame}>
      <table className={classes.grid}>
        <caption className="visually-hidden">{t('roster.caption')}</caption>
        <thead>
          <tr>
            <th scope="col" className={classes.corner}>
              <span className="visually-hidden">{t('roster.person')}</span>
            </th>
            {days.map((day) => (
              <th key={day} scope="col" data-today={day === today || undefined}>
                <button type="button" className={classes.dayHead} title={t('roster.openDay', { day: full(day) })} onClick={() => onDay(day)}>
                  <span>{format(day, { weekday: 'short' })}</span>{' '}
                  <span className={classes.dayNumber}>{format(day, { day: 'numeric' })}</span>
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <tr key={person.id}>
              <th scope="row">
                <span className={roster.person}>
                  <Face name={person.name} size={28} />
                  <span className={roster.personName}>{person.name}</span>
                </span>
              </th>
              {days.map((day) => (
                <td
                  key={day}
                  data-day={day}
                  data-member={person.id}
                  data-today={day === today || undefined}
                  data-target={(moving && moving.member === person.id && moving.day === day) || undefined}
                >
                  <div className={classes.cell}>
                    {shifts
                      .filter((one) => one.member.id === person.id && dayOf(one, zone) === day)
                      .map((shift) => (
                        <ShiftChip key={shift.id} {...{ shift, zone, now, actions }} />
                      ))}
                    {moving && <Ghost {...{ moving, zone }} place={{ member: person.id, day }} />}
                    {actions && (
                      <button
                        type="button"
                        className={classes.add}
                        // By keyboard a shift is added above the table: one stop for each cell would be many.
                        tabIndex={-1}
                        aria-label={t('roster.addFor', { name: person.name, day: full(day) })}
                        onClick={() => onAdd({ member: person.id, day })}
                      >
                        <IconPlus size={16} aria-hidden />
                      </button>
                    )}
                  </div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Where a shift that is moved by keyboard would be. */
function Ghost({ moving, place, zone }: { moving: Moving; place: Place; zone: string }) {
  const { i18n } = useTranslation()
  const { shift, by, member, day } = moving
  const home = shift.member.id === place.member && dayOf(shift, zone) === place.day
  if (by !== 'keys' || home || member !== place.member || day !== place.day) return null
  return (
    <span className={classes.ghost} aria-hidden>
      {clockTime(shift.starts_at, i18n.language, zone)} – {clockTime(shift.ends_at, i18n.language, zone)}
    </span>
  )
}
