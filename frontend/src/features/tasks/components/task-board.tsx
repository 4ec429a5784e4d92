import { Button, Skeleton } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import { detailOf } from '@/api/problem'
import type { Member, Task } from '@/api/types'
import { Notice } from '@/components/notice'
import { useMoveTask, usePendingMoves, type Move } from '../api/move'
import { tasksQuery } from '../api/tasks'
import { byDue } from '../by-due'
import { BY_DUE, byCompletion, columnOf, DONE, dropOn, LATELY_DAYS, peopleColumns, wished, type Grouping, type Wish } from '../columns'
import { useCardMove } from '../use-card-move'
import { useMoveWords } from '../use-move-words'
import { BoardColumn } from './board-column'
import classes from './board.module.css'

interface Props {
  by: Grouping
  members: readonly Member[]
  now: number
}

/** What became of the last move. */
type Outcome = { kind: 'moved'; move: Move } | { kind: 'stays'; task: Task; text: string } | { kind: 'refused'; move: Move; error: Error }

/** Tasks in columns; a move is the command that makes it true, shown as made until the server refuses. */
export function TaskBoard({ by, members, now }: Props) {
  const { t } = useTranslation('work')
  const me = useMe()
  const clock = { now, zone: me.tenant.time_zone }
  const open = useInfiniteQuery(tasksQuery('open'))
  const done = useInfiniteQuery(tasksQuery('done'))
  const pending = usePendingMoves()
  const [outcome, setOutcome] = useState<Outcome>()
  const [said, setSaid] = useState('')
  const move = useMoveTask({
    onDone: (made) => setOutcome({ kind: 'moved', move: made }),
    onRefused: (made, error) => setOutcome({ kind: 'refused', move: made, error }),
  })

  const known = new Map([...(open.data ?? []), ...(done.data ?? [])].map((task) => [task.id, task]))
  for (const { task, wish } of pending) known.set(task.id, wished(known.get(task.id) ?? task, wish, now))
  const tasks = [...known.values()]
  const columns: readonly string[] = by === 'due' ? BY_DUE : peopleColumns(members, tasks, me.id)
  const words = useMoveWords(by, members, tasks, clock)

  function wish(task: Task, wanted: Wish) {
    setOutcome(undefined)
    move.mutate({ task, wish: wanted })
  }

  const moving = useCardMove({
    columns,
    homeOf: (task) => columnOf(task, by, clock),
    onDrop: (task, column) => {
      const drop = dropOn(task, column, by, members, clock)
      if (drop.kind === 'move') wish(task, drop.wish)
      else if (drop.kind === 'refused') setOutcome({ kind: 'stays', task, text: words.refusal(task, column, drop) })
    },
    onSay: (what, { task, column }) => {
      if (what !== 'over') return setSaid(t(`board.say.${what}`, { title: words.titleOf(task), column: words.columnName(column) }))
      setSaid([t('board.say.over', { column: words.columnName(column) }), refusalOf(column, task)].filter(Boolean).join(' '))
    },
  })

  function refusalOf(column: string, task: Task | undefined): string | undefined {
    const drop = task && dropOn(task, column, by, members, clock)
    return task && drop?.kind === 'refused' ? words.refusal(task, column, drop) : undefined
  }

  /** As it was before, whatever it took to get there. */
  function takeBack({ task, wish: made }: Move) {
    wish(wished(task, made, now), { done: task.status === 'done', assignee: task.assignee })
  }

  if (open.isPending || done.isPending) return <Skeleton height={380} radius="lg" />
  if (open.isError || done.isError) return <Notice tone="danger">{t('board.failed')}</Notice>
  const actions = { move: moving, onWish: wish, pending: new Set(pending.map(({ task }) => task.id)) }
  const more = [open, done].filter((list) => list.hasNextPage)
  return (
    <>
      {outcome?.kind === 'moved' && (
        <Notice
          tone="calm"
          action={
            <Button size="compact-sm" variant="subtle" onClick={() => takeBack(outcome.move)}>
              {t('board.undo')}
            </Button>
          }
        >
          {words.moved(outcome.move)}
        </Notice>
      )}
      {outcome?.kind === 'stays' && known.get(outcome.task.id)?.due_at === outcome.task.due_at && <Notice tone="warn">{outcome.text}</Notice>}
      {outcome?.kind === 'refused' && (
        <Notice tone="danger">
          {t('board.refused', { title: words.titleOf(outcome.move.task), detail: detailOf(outcome.error) })}
        </Notice>
      )}
      <div className={classes.board} data-sideways>
        {columns.map((column) => {
          const here = tasks.filter((task) => columnOf(task, by, clock) === column)
          return (
            <BoardColumn
              key={column}
              {...{ column, by, members, now, actions }}
              name={words.columnName(column)}
              tasks={column === DONE ? byCompletion(here) : byDue(here)}
              refusal={refusalOf(column, moving.moving?.task)}
            >
              {column === DONE && (
                <p className={classes.foot}>
                  {t('board.latelyText', { days: LATELY_DAYS })}{' '}
                  <Link to="/tasks" search={{ status: 'done' }}>
                    {t('board.allDone')}
                  </Link>
                </p>
              )}
            </BoardColumn>
          )
        })}
      </div>
      {more.length > 0 && (
        <Button variant="subtle" loading={more.some((list) => list.isFetchingNextPage)} onClick={() => more.forEach((list) => void list.fetchNextPage())}>
          {t('board.more')}
        </Button>
      )}
      <p id="board-keys" className={classes.keys}>
        {t('board.keys')}
      </p>
      <p className="visually-hidden" role="status" aria-live="assertive">
        {said}
      </p>
    </>
  )
}
