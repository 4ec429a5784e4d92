import { IconAlertTriangle, IconArrowBackUp, IconBan, IconCheck, IconHourglass, IconHourglassEmpty, IconLoader2 } from '@tabler/icons-react'
import type { i18n as I18n } from 'i18next'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import type { Action } from '@/api/types'
import { fullTime } from '@/lib/time'
import classes from './action-card.module.css'
import { ActionDecision } from './action-decision'
import { ActionPreview } from './action-preview'
import { ActionUndo } from './action-undo'

const ICONS = {
  requested: IconLoader2,
  waiting: IconHourglass,
  performed: IconCheck,
  failed: IconAlertTriangle,
  rejected: IconBan,
  expired: IconHourglassEmpty,
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
      {action.preview && <ActionPreview preview={action.preview} done={done} />}
      {action.failure && <p className={classes.failure}>{failed(action.failure, i18n)}</p>}
      {action.status === 'waiting' && action.expires_at && (
        <p className={classes.until}>
          {t('actions.until', { time: fullTime(action.expires_at, i18n.language, me.tenant.time_zone) })}
        </p>
      )}
      {action.status === 'waiting' && <ActionDecision action={action} />}
      {action.performed_at && (
        <div className={classes.foot}>
          <time className={classes.time} dateTime={action.performed_at}>
            {fullTime(action.performed_at, i18n.language, me.tenant.time_zone)}
          </time>
          {action.undoable && <ActionUndo action={action} />}
        </div>
      )}
    </section>
  )
}

/** The log names why an action could not be done; these are the words for it. */
function failed(reason: string, { t, exists }: I18n): string {
  const key = `actions.failures.${reason}`
  return exists(key) ? t(key as 'actions.failures.unknown') : t('actions.failures.unknown')
}
