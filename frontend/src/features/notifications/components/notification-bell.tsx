import { ActionIcon } from '@mantine/core'
import { IconBell } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useUnread } from '../api/use-unread'
import classes from './notification-bell.module.css'

export function NotificationBell({ onOpen }: { onOpen: () => void }) {
  const { t } = useTranslation()
  const { unread, known } = useUnread()
  return (
    <div className={classes.bell}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={40}
        radius="xl"
        aria-label={t('notifications.bell', { count: unread })}
        aria-busy={!known}
        aria-haspopup="dialog"
        onClick={onOpen}
      >
        <IconBell size={21} stroke={1.7} />
      </ActionIcon>
      {unread > 0 && (
        <span key={unread} className={classes.count} aria-hidden>
          {unread > 99 ? '99+' : unread}
        </span>
      )}
    </div>
  )
}
