import { useTranslation } from 'react-i18next'
import type { Notification } from '@/api/types'
import { Face } from '@/components/face'
import { Mark } from '@/components/mark'
import classes from './toast-body.module.css'

/** What a notice says while the member is busy with something else. */
export function ToastBody({ notification, onOpen }: { notification: Notification; onOpen: () => void }) {
  const { t } = useTranslation()
  const { from } = notification
  return (
    <div className={classes.toast}>
      {from ? <Face name={from.name} size={36} /> : <Mark size={36} />}
      <div className={classes.body}>
        <div className={classes.sender}>
          {from ? t('notifications.from', { name: from.name }) : t('notifications.fromSteward')}
        </div>
        <div className={classes.text}>{notification.text}</div>
        <div className={classes.reason}>{notification.reason}</div>
        <button className={classes.open} type="button" onClick={onOpen}>
          {t('notifications.open')}
        </button>
      </div>
    </div>
  )
}
