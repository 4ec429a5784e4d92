import { Badge, Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { IconCheck, IconClockHour4, IconZzz } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useMayReadLog, useMe } from '@/api/me'
import type { Notification } from '@/api/types'
import { Face } from '@/components/face'
import { Notice } from '@/components/notice'
import { personName } from '@/lib/person-name'
import { fullTime, relativeTime, weekdayTime } from '@/lib/time'
import { useMark } from '../api/mark'
import { isHeld, isUnread } from '../api/notifications'
import classes from './notification-item.module.css'
import { Snooze } from './snooze'

interface Props {
  notification: Notification
  /** A push led to it. */
  sought: boolean
  now: number
  /** Called when a link leads elsewhere. */
  onLeave: () => void
}

export function NotificationItem({ notification, sought, now, onLeave }: Props) {
  const { t, i18n } = useTranslation()
  const me = useMe()
  const mark = useMark()
  const reads = useMayReadLog()
  const unread = isUnread(notification)
  const { id, from, created_at: at } = notification
  const sender = personName(from.name, t)

  return (
    <article
      className={classes.item}
      ref={sought ? (item) => item?.scrollIntoView({ block: 'center' }) : undefined}
      data-sought={sought || undefined}
      data-unread={unread || undefined}
      data-withdrawn={notification.withdrawn_at !== null || undefined}
      aria-label={t('notifications.from', { name: sender })}>
      <Face name={sender} size={36} />
      <div className={classes.body}>
        <div className={classes.head}>
          <span className={classes.sender}>{sender}</span>
          {notification.urgency === 'urgent' && (
            <Badge size="sm" color="red" variant="light">{t('notifications.urgent')}</Badge>
          )}
          <time className={classes.time} dateTime={at} title={fullTime(at, i18n.language, me.tenant.time_zone)}>
            {relativeTime(at, now, i18n.language)}
          </time>
          {unread && <span className={classes.dot} role="img" aria-label={t('notifications.unread')} />}
        </div>
        <p className={classes.text}>{notification.text ?? t('app.erased')}</p>
        {notification.reason !== null && (
          <p className={classes.reason}>
            <IconClockHour4 size={14} stroke={1.8} aria-hidden />
            <span>
              <span className={classes.why}>{t('notifications.why')}:</span> {notification.reason}
            </span>
          </p>
        )}
        {isHeld(notification) && notification.held_until !== null && notification.read_at !== null && (
          <p className={classes.reason}>
            <IconZzz size={14} stroke={1.8} aria-hidden />
            <span>{t('notifications.back', { when: weekdayTime(notification.held_until, i18n.language, me.tenant.time_zone) })}</span>
          </p>
        )}
        {mark.isError && <Notice tone="danger">{t('notifications.commandFailed', { detail: mark.error.message })}</Notice>}
        <div className={classes.buttons}>
          {notification.withdrawn_at !== null ? (
            <span className={classes.withdrawn}>{t('notifications.withdrawn', { name: sender })}</span>
          ) : notification.status === 'acknowledged' ? (
            <span className={classes.done}>
              <IconCheck size={15} stroke={2.2} aria-hidden /> {t('notifications.acknowledged')}
            </span>
          ) : (
            <Button
              size="compact-sm"
              variant="light"
              loading={mark.isPending && mark.variables.mark === 'acknowledge'}
              onClick={() => mark.mutate({ ids: [id], mark: 'acknowledge' })}
            >
              {t('notifications.acknowledge')}
            </Button>
          )}
          {unread && (
            <Button
              size="compact-sm"
              variant="subtle"
              loading={mark.isPending && mark.variables.mark === 'read'}
              onClick={() => mark.mutate({ ids: [id], mark: 'read' })}
            >
              {t('notifications.markRead')}
            </Button>
          )}
          {notification.withdrawn_at === null && notification.status !== 'acknowledged' && !isHeld(notification) && <Snooze id={id} now={now} />}
          {reads && (
            <Button
              renderRoot={(props) => <Link to="/log/explain/$id" params={{ id }} {...props} />}
              onClick={onLeave}
              size="compact-sm"
              variant="subtle"
              color="gray"
            >
              {t('notifications.story')}
            </Button>
          )}
        </div>
      </div>
    </article>
  )
}
