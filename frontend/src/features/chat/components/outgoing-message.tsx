import { Button } from '@mantine/core'
import type { TFunction } from 'i18next'
import { IconClock } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Problem, Unreachable } from '@/api/problem'
import { discardMessage, retryMessage, type Outgoing } from '../api/outbox'
import classes from './member-message.module.css'

/** A message that the server has not listed yet: on its way, or stuck with a way out. */
export function OutgoingMessage({ entry }: { entry: Outgoing }) {
  const { t } = useTranslation()
  const failed = entry.state === 'failed'
  const later = failed && entry.error instanceof Unreachable
  return (
    <article className={classes.row} aria-label={t('chat.you')}>
      <div className={classes.bubble} data-pending={entry.state === 'sending' || undefined} data-failed={later ? 'later' : failed || undefined}>
        {entry.text}
      </div>
      {failed ? (
        <div className={classes.meta} role={later ? 'status' : 'alert'}>
          <span className={classes.failure} data-later={later || undefined}>{reason(entry.error, t)}</span>
          <Button size="compact-xs" variant="light" onClick={() => retryMessage(entry.key)}>
            {t('app.retry')}
          </Button>
          <Button size="compact-xs" variant="subtle" color="gray" onClick={() => discardMessage(entry.key)}>
            {t('chat.discard')}
          </Button>
        </div>
      ) : (
        <div className={classes.meta}>
          <IconClock size={13} stroke={1.8} aria-hidden />
          {t('chat.sending')}
        </div>
      )}
    </article>
  )
}

function reason(error: unknown, t: TFunction): string {
  if (error instanceof Unreachable) return t('chat.notSentOffline')
  if (error instanceof Problem) return t('chat.notSentText', { detail: error.fields[0]?.detail ?? error.message })
  return t('chat.notSent')
}
