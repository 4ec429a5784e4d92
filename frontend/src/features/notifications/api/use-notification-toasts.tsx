import { notifications as toasts } from '@mantine/notifications'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useLiveEvents } from '@/api/live/hooks'
import type { Notification } from '@/api/types'
import { ToastBody } from '../components/toast-body'
import classes from '../components/toast-body.module.css'
import { isHeld, isUnread, notificationsQuery } from './notifications'

const MANY = 3
/** A notice is put before its recipient when it is issued, or at the end of quiet hours. */
const ANNOUNCED = new Set(['NotificationIssued', 'NotificationReleased'])

/**
 * Announces notices that arrive while the member looks elsewhere. The frame only says that there is
 * one; it is shown once the list, which holds only the member's own, has it.
 */
export function useNotificationToasts(panelOpen: boolean, openPanel: () => void): void {
  const { t } = useTranslation()
  const { data } = useInfiniteQuery(notificationsQuery)
  const announced = useRef(new Set<string>())

  useLiveEvents((frame) => {
    if (ANNOUNCED.has(frame.event)) announced.current.add(frame.resource.id)
  })

  useEffect(() => {
    const fresh = (data?.items ?? []).filter((one) => announced.current.delete(one.id) && isUnread(one) && !isHeld(one))
    if (panelOpen || fresh.length === 0) return
    const open = (id: string) => () => {
      toasts.hide(id)
      openPanel()
    }
    if (fresh.length > MANY) {
      toasts.show({ id: 'many', message: t('notifications.many', { count: fresh.length }), onClick: open('many') })
    } else {
      for (const one of fresh) show(one, open(one.id))
    }
  }, [data, panelOpen, openPanel, t])

  useEffect(() => {
    if (panelOpen) toasts.clean()
  }, [panelOpen])
}

function show(notification: Notification, onOpen: () => void): void {
  toasts.show({
    id: notification.id,
    autoClose: notification.urgency === 'urgent' ? false : 10_000,
    message: <ToastBody notification={notification} onOpen={onOpen} />,
    classNames: { root: classes.root ?? '', icon: classes.icon ?? '', body: classes.bodySlot ?? '' },
    withBorder: false,
  })
}
