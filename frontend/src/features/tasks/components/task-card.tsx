import { IconCheck, IconGripVertical } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import type { Member, Task } from '@/api/types'
import { Face } from '@/components/face'
import { personName } from '@/lib/person-name'
import { clockTime, dayLabel, fullTime } from '@/lib/time'
import type { Wish } from '../columns'
import type { useCardMove } from '../use-card-move'
import { DueButton } from './due-button'
import { MoveMenu } from './move-menu'
import classes from './task-card.module.css'

export interface CardActions {
  move: ReturnType<typeof useCardMove>
  onWish: (task: Task, wish: Wish) => void
  /** Tasks that are on their way. */
  pending: ReadonlySet<string>
}

interface Props {
  task: Task
  /** Whether the column says already who does it. */
  named: boolean
  members: readonly Member[]
  now: number
  actions: CardActions
}

/** A task on the board: dragged, taken by its handle with Space, or sent somewhere by its menu. */
export function TaskCard({ task, named, members, now, actions: { move, onWish, pending } }: Props) {
  const { t, i18n } = useTranslation('work')
  const { t: app } = useTranslation()
  const zone = useMe().tenant.time_zone
  const title = task.title ?? app('tasks.erased')
  const when = (at: string) => `${dayLabel(at, now, i18n.language, zone)}, ${clockTime(at, i18n.language, zone)}`
  const done = task.status === 'done'
  const late = !done && task.due_at !== null && Date.parse(task.due_at) < now
  // On its way it keeps the focus, and lets nothing be done with it.
  const busy = pending.has(task.id)
  return (
    <article
      className={classes.card}
      aria-label={title}
      aria-busy={busy || undefined}
      data-task={task.id}
      data-done={done || undefined}
      {...(busy ? {} : move.card(task))}
    >
      <div className={classes.head}>
        <span className={classes.title}>{title}</span>
        <MoveMenu
          {...{ task, title, members, busy }}
          onWish={(wish) => {
            move.keepFocusAt(`[data-menu="${task.id}"]`)
            onWish(task, wish)
          }}
        />
      </div>
      {task.notes !== null && <p className={classes.notes}>{task.notes}</p>}
      <div className={classes.foot}>
        <div className={classes.facts}>
          {!done && (
            <DueButton task={task} title={title} late={late} onChanged={() => move.keepFocusAt(`[data-due="${task.id}"]`)}>
              {task.due_at !== null && (
                <time dateTime={task.due_at} title={fullTime(task.due_at, i18n.language, zone)}>
                  {when(task.due_at)}
                </time>
              )}
            </DueButton>
          )}
          {done && task.completed_at !== null && (
            <time className={classes.due} dateTime={task.completed_at} title={fullTime(task.completed_at, i18n.language, zone)}>
              <IconCheck size={15} stroke={1.8} aria-hidden />
              {when(task.completed_at)}
            </time>
          )}
          {!named && (
            <span className={classes.who}>
              {task.assignee && <Face name={personName(task.assignee.name, app)} size={20} />}
              {task.assignee ? personName(task.assignee.name, app) : app('tasks.nobody')}
            </span>
          )}
        </div>
        <button
          type="button"
          className={classes.grip}
          aria-label={t('board.grip', { title })}
          aria-describedby="board-keys"
          {...(busy ? { 'data-grip': task.id, 'aria-disabled': true } : move.grip(task))}
        >
          <IconGripVertical size={18} stroke={1.7} aria-hidden />
        </button>
      </div>
    </article>
  )
}
