import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import type { Reminder } from '@/api/types'
import page from '@/components/page.module.css'
import { dayLabel } from '@/lib/time'
import { byDay } from '../arrange'
import classes from './reminder-days.module.css'
import { ReminderRow } from './reminder-row'

interface Props {
  reminders: readonly Reminder[]
  now: number
  onCancelled: (text: string) => void
}

/** Reminders under the days on which they are due. */
export function ReminderDays({ reminders, now, onCancelled }: Props) {
  const { i18n } = useTranslation()
  const zone = useMe().tenant.time_zone
  return (
    <div className={classes.days}>
      {byDay(reminders, zone).map((day) => (
        <section key={day.key} aria-labelledby={`reminders-${day.key}`}>
          <h2 id={`reminders-${day.key}`} className={page.heading}>
            {dayLabel(day.reminders[0]?.due_at ?? day.key, now, i18n.language, zone)}
          </h2>
          <ul className={page.list}>
            {day.reminders.map((reminder) => (
              <li key={reminder.id}>
                <ReminderRow reminder={reminder} now={now} onCancelled={onCancelled} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}
