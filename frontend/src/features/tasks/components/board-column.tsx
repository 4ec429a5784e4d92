import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Member, Task } from '@/api/types'
import { DONE, type Grouping } from '../columns'
import classes from './board.module.css'
import { TaskCard, type CardActions } from './task-card'

interface Props {
  column: string
  name: string
  by: Grouping
  tasks: readonly Task[]
  members: readonly Member[]
  now: number
  /** Why it does not take what is on its way. */
  refusal: string | undefined
  actions: CardActions
  children?: ReactNode
}

/** A column: where tasks stand, and can be put. */
export function BoardColumn({ column, name, by, tasks, members, now, refusal, actions, children }: Props) {
  const { t } = useTranslation('work')
  const over = actions.move.moving?.column === column
  const head = `column-${column}`
  return (
    <section
      className={classes.column}
      aria-labelledby={head}
      data-column={column}
      data-target={over || undefined}
      data-refuses={refusal !== undefined || undefined}
    >
      <h2 className={classes.heading}>
        <span id={head}>{name}</span> <span className={classes.count}>{tasks.length}</span>
      </h2>
      {over && refusal !== undefined && <p className={classes.refusal}>{refusal}</p>}
      {tasks.length === 0 ? (
        <p className={classes.nothing}>{t('board.nothing')}</p>
      ) : (
        <ul className={classes.cards}>
          {tasks.map((task) => (
            <li key={task.id}>
              <TaskCard {...{ task, members, now, actions }} named={by === 'person' && column !== DONE} />
            </li>
          ))}
        </ul>
      )}
      {children}
    </section>
  )
}
