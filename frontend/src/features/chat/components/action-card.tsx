import { IconAlertTriangle, IconArrowBackUp, IconBan, IconCheck, IconHourglass, IconLoader2 } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import type { Action } from '@/api/types'
import { Face } from '@/components/face'
import { fullTime } from '@/lib/time'
import classes from './action-card.module.css'
import { ActionDecision } from './action-decision'

const ICONS = {
  requested: IconLoader2,
  waiting: IconHourglass,
  approved: IconLoader2,
  performed: IconCheck,
  failed: IconAlertTriangle,
  rejected: IconBan,
  undone: IconArrowBackUp,
}

/**
 * The receipt of an action, or the preview of one that waits. Every word about what happened comes
 * from the action's events; the model's prose is not asked.
 */
export function ActionCard({ action }: { action: Action }) {
  const { t, i18n } = useTranslation()
  const me = useMe()
  const Icon = ICONS[action.status] ?? IconCheck
  const done = action.status === 'performed' || action.status === 'undone'
  return (
    <section className={classes.card} data-status={action.status} aria-label={t('actions.receipt')}>
      <header className={classes.head}>
        <span className={classes.icon}>
          <Icon size={16} stroke={2.2} aria-hidden />
        </span>
        <span className={classes.summary}>{action.summary}</span>
        <span className={classes.status}>{t(`actions.${action.status}`)}</span>
      </header>
      {action.text && (
        <figure className={classes.quote}>
          <figcaption>{done ? t('actions.textSent') : t('actions.textToSend')}</figcaption>
          <blockquote>{action.text}</blockquote>
        </figure>
      )}
      {action.recipients.length > 0 && (
        <ul className={classes.people} aria-label={t('actions.to')}>
          {action.recipients.map((one) => (
            <li key={one.member_id}>
              <Face name={one.name} size={28} />
              <span className={classes.person}>
                <span className={classes.name}>{one.name}</span>
                <span className={classes.reason}>{one.reason}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
      {action.failure && <p className={classes.failure}>{action.failure}</p>}
      {action.status === 'waiting' && <ActionDecision action={action} />}
      {action.performed_at && (
        <time className={classes.time} dateTime={action.performed_at}>
          {fullTime(action.performed_at, i18n.language, me.tenant.time_zone)}
        </time>
      )}
    </section>
  )
}
