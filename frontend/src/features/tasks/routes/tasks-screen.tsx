import { Button, SegmentedControl, Skeleton } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { IconChecklist } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import { membersQuery } from '@/api/team'
import { EmptyNote } from '@/components/empty-note'
import { Notice } from '@/components/notice'
import { Page } from '@/components/page'
import page from '@/components/page.module.css'
import { useNow } from '@/lib/use-now'
import { tasksQuery, type Selection } from '../api/tasks'
import { AddTask } from '../components/add-task'
import { TaskRow } from '../components/task-row'
import { byDue } from '../by-due'

export function TasksScreen() {
  const { t } = useTranslation()
  const me = useMe()
  const now = useNow()
  const [status, setStatus] = useState<Selection>('open')
  const list = useInfiniteQuery(tasksQuery(status))
  const members = useQuery(membersQuery).data ?? []
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
    <Page title={t('tasks.title')}>
      <div className={page.lead}>
        <p className={page.text}>{t('tasks.text')}</p>
        <SegmentedControl
          aria-label={t('tasks.which')}
          value={status}
          onChange={(value) => setStatus(value === 'done' ? 'done' : 'open')}
          data={[
            { value: 'open', label: t('tasks.open') },
            { value: 'done', label: t('tasks.done') },
          ]}
        />
      </div>
      {status === 'open' && <AddTask members={members} />}
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
    </Page>
  )
}
