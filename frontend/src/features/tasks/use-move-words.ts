import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import type { Member, Task } from '@/api/types'
import { personName } from '@/lib/person-name'
import { columnOf, DONE, NOBODY, type Clock, type Drop, type Grouping } from './columns'
import type { Move } from './api/move'

/** The names of columns, and what is said of moves. */
export function useMoveWords(by: Grouping, members: readonly Member[], tasks: readonly Task[], clock: Clock) {
  const { t } = useTranslation('work')
  const { t: app } = useTranslation()
  const me = useMe()
  const people = [...members, ...tasks.flatMap(({ assignee }) => assignee ?? [])]
  const nameOf = (id: string) => personName(people.find((one) => one.id === id)?.name ?? null, app)
  const titleOf = (task: Task) => task.title ?? app('tasks.erased')

  function columnName(column: string): string {
    switch (column) {
      case 'overdue':
        return app('tasks.overdue')
      case 'today':
        return t('board.today')
      case 'later':
        return t('board.later')
      case DONE:
        return t('board.lately')
      case NOBODY:
        return app('tasks.nobody')
      case me.id:
        return app('tasks.mine')
      default:
        return nameOf(column)
    }
  }

  return {
    titleOf,
    columnName,
    /** Why a column does not take a task. */
    refusal: (task: Task, column: string, { why }: Extract<Drop, { kind: 'refused' }>) => {
      if (why === 'gone') return t('board.stays.gone', { name: nameOf(column) })
      const home = columnOf({ ...task, status: 'open' }, by, clock) ?? 'later'
      return t('board.stays.due', { title: titleOf(task), home: columnName(home) })
    },
    /** What was done. */
    moved: ({ task, wish }: Move) => {
      const title = titleOf(task)
      if (wish.done) return t('board.moved.done', { title })
      if (wish.assignee?.id === task.assignee?.id) return t('board.moved.open', { title })
      if (wish.assignee === null) return t('board.moved.nobody', { title })
      return t('board.moved.given', { title, name: personName(wish.assignee.name, app) })
    },
  }
}
