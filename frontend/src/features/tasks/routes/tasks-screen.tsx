import { SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { membersQuery } from '@/api/team'
import { Page } from '@/components/page'
import page from '@/components/page.module.css'
import { useNow } from '@/lib/use-now'
import { AddTask } from '../components/add-task'
import classes from '../components/board.module.css'
import { TaskBoard } from '../components/task-board'
import { TaskList } from '../components/task-list'
import type { TasksSearch } from '../search'

const route = getRouteApi('/app/tasks')

/** What is to be done, as a list or on a board. */
export function TasksScreen() {
  const { t } = useTranslation()
  const { t: work } = useTranslation('work')
  const now = useNow()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const members = useQuery(membersQuery).data ?? []
  const board = search.view === 'board'
  const status = search.status ?? 'open'
  const by = search.by ?? 'due'
  const go = (part: TasksSearch) => void navigate({ search: part })

  return (
    <div className={board ? classes.wide : classes.narrow}>
      <Page title={t('tasks.title')}>
        <div className={page.lead}>
          <p className={page.text}>{board ? work('board.text') : t('tasks.text')}</p>
          <div className={classes.tools}>
            {board ? (
              <SegmentedControl
                aria-label={work('board.by')}
                value={by}
                onChange={(value) => go({ view: 'board', ...(value === 'person' ? { by: 'person' } : {}) })}
                data={[
                  { value: 'due', label: work('board.byDue') },
                  { value: 'person', label: work('board.byPerson') },
                ]}
              />
            ) : (
              <SegmentedControl
                aria-label={t('tasks.which')}
                value={status}
                onChange={(value) => go(value === 'done' ? { status: 'done' } : {})}
                data={[
                  { value: 'open', label: t('tasks.open') },
                  { value: 'done', label: t('tasks.done') },
                ]}
              />
            )}
            <SegmentedControl
              aria-label={work('board.view')}
              value={board ? 'board' : 'list'}
              onChange={(value) => go(value === 'board' ? { view: 'board' } : {})}
              data={[
                { value: 'list', label: work('board.list') },
                { value: 'board', label: work('board.board') },
              ]}
            />
          </div>
        </div>
        {(board || status === 'open') && <AddTask members={members} />}
        {board ? <TaskBoard key={by} {...{ by, members, now }} /> : <TaskList {...{ status, members, now }} />}
      </Page>
    </div>
  )
}
