import { Button, Skeleton } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { IconChecklist } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import type { Member } from '@/api/types'
import { EmptyNote } from '@/components/empty-note'
import { Notice } from '@/components/notice'
import page from '@/components/page.module.css'
import { tasksQuery, type Selection } from '../api/tasks'
import { byDue } from '../by-due'
import { TaskRow } from './task-row'

interface Props {
  status: Selection
  members: readonly Member[]
  now: number
}

/** Tasks below each other: the reader's own first. */
export function TaskList({ status, members, now }: Props) {
  const { t } = useTranslation()
  const me = useMe()
  const list = useInfiniteQuery(tasksQuery(status))
  const tasks = byDue(list.data ?? [])
  const mine = status === 'open' ? tasks.filter((task) => task.assignee?.id === me.id) : []
  const others = status === 'open' ? tasks.filter((task) => task.assignee?.id !== me.id) : tasks
  const rows = (some: typeof tasks) => (
    <ul className={page.list}>
      {some.map((task) => (
        <li key={task.id}>
          <TaskRow task={task} members={members} now={now} />
        </li>
      ))}
    </ul>
  )
  return (
    <>
      {list.isPending && <Skeleton height={72} radius="lg" />}
      {list.isError && <Notice tone="danger">{t('tasks.failed')}</Notice>}
      {list.data?.length === 0 && (
        <EmptyNote
          icon={IconChecklist}
          title={t(status === 'open' ? 'tasks.empty' : 'tasks.noneDone')}
          text={t('tasks.emptyText')}
        />
      )}
      {mine.length > 0 && (
        <section aria-labelledby="tasks-mine">
          <h2 id="tasks-mine" className={page.heading}>{t('tasks.mine')}</h2>
          {rows(mine)}
        </section>
      )}
      {others.length > 0 && (
        <section aria-labelledby="tasks-others">
          <h2 id="tasks-others" className={page.heading}>
            {t(status === 'open' ? 'tasks.others' : 'tasks.done')}
          </h2>
          {rows(others)}
        </section>
      )}
      {list.hasNextPage && (
        <Button variant="subtle" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('conversations.more')}
        </Button>
      )}
    </>
  )
}
