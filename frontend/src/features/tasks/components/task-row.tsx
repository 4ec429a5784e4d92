import { Checkbox, Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import type { Member, Task } from '@/api/types'
import { personName } from '@/lib/person-name'
import { fullTime } from '@/lib/time'
import { useChangeTask } from '../api/tasks'
import { DueButton } from './due-button'
import classes from './tasks.module.css'

interface Props {
  task: Task
  members: readonly Member[]
  now: number
}

/** A task: ticked off, given to somebody and given more time here. */
export function TaskRow({ task, members, now }: Props) {
  const { t, i18n } = useTranslation()
  const me = useMe()
  const change = useChangeTask(task)
  const open = task.status === 'open'
  const title = task.title ?? t('tasks.erased')
  const late = open && task.due_at !== null && Date.parse(task.due_at) < now
  const due = task.due_at !== null && (
    <time dateTime={task.due_at}>
      {late ? t('tasks.overdue') : t('tasks.due')}: {fullTime(task.due_at, i18n.language, me.tenant.time_zone)}
    </time>
  )
  return (
    <article className={classes.row} data-done={!open || undefined} aria-label={title}>
      <Checkbox
        size="md"
        aria-label={open ? t('tasks.complete', { title }) : t('tasks.reopen', { title })}
        checked={!open}
        disabled={change.isPending}
        onChange={() => change.mutate({ kind: open ? 'complete' : 'reopen' })}
      />
      <div className={classes.body}>
        <span className={classes.title}>{title}</span>
        {task.notes !== null && <span className={classes.facts}>{task.notes}</span>}
        <span className={classes.facts}>
          {t('tasks.from', { name: personName(task.created_by.name, t) })}
          {task.action_id !== null && ` · ${t('tasks.bySteward')}`}
        </span>
        {open && <DueButton task={task} title={title} late={late}>{due}</DueButton>}
        {!open && due && <span className={classes.facts}>{due}</span>}
        {change.isError && <span role="alert" className={classes.problem}>{t('app.failedTo', { detail: change.error.message })}</span>}
      </div>
      {open ? (
        <Select
          className={classes.assignee}
          size="sm"
          aria-label={t('tasks.assigneeOf', { title })}
          placeholder={t('tasks.nobody')}
          data={members.map((one) => ({ value: one.id, label: personName(one.name, t) }))}
          value={task.assignee?.id ?? null}
          onChange={(assignee_id) => change.mutate({ kind: 'assign', assignee_id })}
          disabled={change.isPending}
          clearable
        />
      ) : (
        task.assignee && <span className={classes.facts}>{personName(task.assignee.name, t)}</span>
      )}
    </article>
  )
}
