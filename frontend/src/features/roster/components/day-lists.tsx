import { useTranslation } from 'react-i18next'
import type { Shift } from '@/api/types'
import { regional } from '@/lib/time'
import { dayOf } from '../week'
import { ShiftChip, type ChipActions } from './shift-chip'
import classes from './day-lists.module.css'

interface Props {
  days: readonly string[]
  shifts: readonly Shift[]
  zone: string
  now: number
  today: string
  actions: ChipActions | undefined
}

/** Days below each other, for screens that are no wider than a list. */
export function DayLists({ days, shifts, zone, now, today, actions }: Props) {
  const { t, i18n } = useTranslation('work')
  const format = new Intl.DateTimeFormat(regional(i18n.language), { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' })
  const moving = actions?.move.moving
  return (
    <ol className={classes.days}>
      {days.map((day) => {
        const list = shifts.filter((one) => dayOf(one, zone) === day)
        return (
          <li key={day} className={classes.day} data-day={day} data-target={moving?.day === day || undefined}>
            <h2 className={classes.dayTitle}>
              {format.format(Date.parse(day))}
              {day === today && <span className={classes.today}>{t('roster.today')}</span>}
            </h2>
            {list.length === 0 ? (
              <p className={classes.nobody}>{t('roster.nobody')}</p>
            ) : (
              <ul className={classes.list}>
                {list.map((shift) => (
                  <li key={shift.id}>
                    <ShiftChip named {...{ shift, zone, now, actions }} />
                  </li>
                ))}
              </ul>
            )}
          </li>
        )
      })}
    </ol>
  )
}
