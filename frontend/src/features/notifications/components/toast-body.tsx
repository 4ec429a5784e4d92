import { useTranslation } from 'react-i18next'
import type { Notification } from '@/api/types'
import { Face } from '@/components/face'
import { personName } from '@/lib/person-name'
import classes from './toast-body.module.css'

/** What a notice says while the member is busy with something else. */
export function ToastBody({ notification, onOpen }: { notification: Notification; onOpen: () => void }) {
  const { t } = useTranslation()
  const sender = personName(notification.from.name, t)
  return (
    <div className={classes.toast}>
      <Face name={sender} size={36} />
      <div className={classes.body}>
        <div className={classes.sender}>{t('notifications.from', { name: sender })}</div>
        <div className={classes.text}>{notification.text}</div>
        <div className={classes.reason}>{notification.reason}</div>
        <button className={classes.open} type="button" onClick={onOpen}>
          {t('notifications.open')}
        </button>
      </div>
    </div>
  )
}
