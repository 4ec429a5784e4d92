import { notifications as toasts } from '@mantine/notifications'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLiveEvents } from '@/api/live/hooks'
import { isShown, noticePreferencesQuery } from '@/api/notice-preferences'
import type { Notification } from '@/api/types'
import { ToastBody } from '../components/toast-body'
import classes from '../components/toast-body.module.css'
import { isHeld, isUnread, notificationsQuery } from './notifications'

const MANY = 3
/** A notice is put before its recipient when it is issued, or at the end of quiet hours. */
const ANNOUNCED = new Set(['NotificationIssued', 'NotificationReleased'])

/**
 * Announces notices that arrive while the member looks elsewhere. The frame only says that there is
 * one; it is shown once the list, which holds only the member's own, has it, and the member wants it so.
 */
export function useNotificationToasts(panelOpen: boolean, openPanel: () => void): void {
  const { t } = useTranslation()
  const { data } = useInfiniteQuery(notificationsQuery)
  const announced = useRef(new Set<string>())
  const [asked, setAsked] = useState(false)
  // Not before it matters: most visits see no new notice.
  const { data: preferences, isPending: choosing } = useQuery({ ...noticePreferencesQuery, enabled: asked })

  useLiveEvents((frame) => {
    if (!ANNOUNCED.has(frame.event)) return
    announced.current.add(frame.resource.id)
    setAsked(true)
  })

  useEffect(() => {
    if (choosing) return
    const fresh = (data?.items ?? [])
      .filter((one) => announced.current.delete(one.id) && isUnread(one) && !isHeld(one))
      .filter((one) => isShown(one, preferences?.value))
    if (panelOpen || fresh.length === 0) return
    const closeButtonProps = { 'aria-label': t('app.close') }
    const open = (id: string) => () => {
      toasts.hide(id)
      openPanel()
    }
    if (fresh.length > MANY) {
      const message = t('notifications.many', { count: fresh.length })
      toasts.show({ id: 'many', message, closeButtonProps, onClick: open('many') })
    } else {
      for (const one of fresh) toasts.show({ ...toast(one, open(one.id)), closeButtonProps })
    }
  }, [data, choosing, preferences, panelOpen, openPanel, t])

  useEffect(() => {
    if (panelOpen) toasts.clean()
  }, [panelOpen])
}

function toast(notification: Notification, onOpen: () => void) {
  return {
    id: notification.id,
    autoClose: notification.urgency === 'urgent' ? (false as const) : 10_000,
    message: <ToastBody notification={notification} onOpen={onOpen} />,
    classNames: { root: classes.root ?? '', icon: classes.icon ?? '', body: classes.bodySlot ?? '' },
    withBorder: false,
  }
}
