import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import type { Reminder } from '@/api/types'
import rows from '@/components/rows.module.css'
import { personName } from '@/lib/person-name'
import { clockTime, timeUntil } from '@/lib/time'
import { CancelReminder } from './cancel-reminder'
import classes from './reminder-row.module.css'

interface Props {
  reminder: Reminder
  now: number
  onCancelled: (text: string) => void
}

/** A reminder: its time, who set it for whom, and taking it back while it is to come. */
export function ReminderRow({ reminder, now, onCancelled }: Props) {
  const { t, i18n } = useTranslation('work')
  const { t: app } = useTranslation()
  const me = useMe()
  const text = reminder.text ?? t('reminders.erased')
  const toCome = reminder.status === 'scheduled'
  const mine = reminder.set_by.id === me.id
  const facts = [
    toCome && (timeUntil(reminder.due_at, now, i18n.language, me.tenant.time_zone) ?? t('reminders.due')),
    reminder.member.id !== me.id && t('reminders.for', { name: personName(reminder.member.name, app) }),
    !mine && t('reminders.from', { name: personName(reminder.set_by.name, app) }),
    reminder.action_id !== null && t('reminders.bySteward'),
  ].filter((fact) => fact !== false)
  return (
    <article className={rows.row} aria-label={text}>
      <time className={classes.time} dateTime={reminder.due_at}>
        {clockTime(reminder.due_at, i18n.language, me.tenant.time_zone)}
      </time>
      <div className={rows.body}>
        <span className={classes.text}>{text}</span>
        <span className={rows.facts}>
          {facts.join(' · ')}
          {reminder.action_id !== null && mine && (
            <>
              {' · '}
              <Link className={classes.why} to="/log/explain/$id" params={{ id: reminder.id }} aria-label={t('reminders.whyOf', { text })}>
                {t('reminders.why')}
              </Link>
            </>
          )}
        </span>
      </div>
      {toCome && <CancelReminder id={reminder.id} text={text} onCancelled={() => onCancelled(text)} />}
    </article>
  )
}
