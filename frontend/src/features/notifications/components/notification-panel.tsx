import { Button, Drawer, Skeleton } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { IconBellCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { EmptyNote } from '@/components/empty-note'
import { Notice } from '@/components/notice'
import { useNow } from '@/lib/use-now'
import { useMark } from '../api/mark'
import { isUnread, notificationsQuery } from '../api/notifications'
import { NotificationItem } from './notification-item'
import classes from './notification-panel.module.css'

interface Props {
  opened: boolean
  /** The notice that a push led to. */
  sought?: string | undefined
  onClose: () => void
}

export default function NotificationPanel({ opened, sought, onClose }: Props) {
  const { t } = useTranslation()
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size={440}
      padding={0}
      lockScroll={false}
      overlayProps={{ backgroundOpacity: 0.2 }}
      title={t('notifications.title')}
      closeButtonProps={{ 'aria-label': t('app.close') }}
      classNames={{ content: classes.content, header: classes.header, title: classes.title, body: classes.body }}
    >
      <PanelList sought={sought} onLeave={onClose} />
    </Drawer>
  )
}

function PanelList({ sought, onLeave }: { sought: string | undefined; onLeave: () => void }) {
  const { t } = useTranslation()
  const now = useNow()
  const list = useInfiniteQuery(notificationsQuery)
  const markAll = useMark()
  if (list.isPending) return <Skeleton className={classes.bone} height={120} radius="lg" />
  if (list.isError && !list.data) {
    return (
      <div className={classes.pad}>
        <Notice tone="danger">{t('notifications.failed')}</Notice>
      </div>
    )
  }
  const unread = list.data.items.filter(isUnread)
  const rest = list.data.items.filter((one) => !isUnread(one))
  if (list.data.items.length === 0) {
    return <EmptyNote icon={IconBellCheck} title={t('notifications.empty')} text={t('notifications.emptyText')} />
  }
  return (
    <div className={classes.list}>
      {unread.length > 0 && (
        <section aria-labelledby="notices-new">
          <div className={classes.bar}>
            <h3 id="notices-new" className={classes.heading}>{t('notifications.new')}</h3>
            <Button
              variant="subtle"
              size="compact-sm"
              loading={markAll.isPending}
              onClick={() => markAll.mutate({ ids: unread.map((one) => one.id), mark: 'read' })}
            >
              {t('notifications.markAll')}
            </Button>
          </div>
          {unread.map((one) => <NotificationItem key={one.id} notification={one} sought={one.id === sought} now={now} onLeave={onLeave} />)}
        </section>
      )}
      {rest.length > 0 && (
        <section aria-labelledby="notices-earlier">
          <h3 id="notices-earlier" className={classes.heading}>{t('notifications.earlier')}</h3>
          {rest.map((one) => <NotificationItem key={one.id} notification={one} sought={one.id === sought} now={now} onLeave={onLeave} />)}
        </section>
      )}
      {list.hasNextPage && (
        <Button variant="subtle" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('conversations.more')}
        </Button>
      )}
    </div>
  )
}
