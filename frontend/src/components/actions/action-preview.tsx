import { useTranslation } from 'react-i18next'
import type { Action } from '@/api/types'
import { Face } from '@/components/face'
import classes from './action-card.module.css'
import { RecordPreview } from './record-preview'

type Preview = NonNullable<Action['preview']>

/** The exact effect of an action, as events state it: one form for each kind. */
export function ActionPreview({ preview, done }: { preview: Preview; done: boolean }) {
  switch (preview.kind) {
    case 'notify_user':
      return <NoticePreview preview={preview} done={done} />
    case 'schedule_reminder':
      return <ReminderPreview preview={preview} />
    default:
      return <RecordPreview preview={preview} />
  }
}

function ReminderPreview({ preview }: { preview: Extract<Preview, { kind: 'schedule_reminder' }> }) {
  const { t } = useTranslation()
  return (
    <>
      <figure className={classes.quote}>
        <figcaption>{t('actions.remindsOf')}</figcaption>
        <blockquote>{preview.text}</blockquote>
      </figure>
      <ul className={classes.people} aria-label={t('actions.to')}>
        <li>
          <Face name={preview.name} size={28} />
          <span className={classes.person}>
            <span className={classes.name}>{preview.own ? t('actions.you') : preview.name}</span>
            <time className={classes.reason} dateTime={preview.due_at}>
              {preview.local_time}
            </time>
          </span>
        </li>
      </ul>
    </>
  )
}

function NoticePreview({ preview, done }: { preview: Extract<Preview, { kind: 'notify_user' }>; done: boolean }) {
  const { t } = useTranslation()
  return (
    <>
      <figure className={classes.quote}>
        <figcaption>{done ? t('actions.textSent') : t('actions.textToSend')}</figcaption>
        <blockquote>{preview.text}</blockquote>
      </figure>
      {preview.recipients.length > 0 && (
        <ul className={classes.people} aria-label={t('actions.to')}>
          {preview.recipients.map((one) => (
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
    </>
  )
}
