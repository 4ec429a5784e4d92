import { Button, Group, Popover, TextInput } from '@mantine/core'
import { IconClock } from '@tabler/icons-react'
import { useState, type ReactNode, type SubmitEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import type { Task } from '@/api/types'
import { Failure } from '@/components/failure'
import { instantOf, LAST_MINUTE, wallTime } from '@/lib/zoned'
import { useChangeTask } from '../api/tasks'
import classes from './due-button.module.css'

interface Props {
  task: Task
  title: string
  late: boolean
  /** Called once it was changed: the task may stand elsewhere then. */
  onChanged?: () => void
  /** When it is due, in words; without them, no time is set. */
  children?: ReactNode
}

/** When an open task is due: a button, behind which that is changed. */
export function DueButton({ task, title, late, onChanged, children }: Props) {
  const { t } = useTranslation()
  const [opened, setOpened] = useState(false)
  return (
    <Popover position="bottom-start" shadow="md" radius="md" width={264} trapFocus returnFocus opened={opened} onChange={setOpened}>
      <Popover.Target>
        <button
          type="button"
          className={classes.due}
          data-due={task.id}
          data-late={late || undefined}
          aria-description={t('tasks.dueOf', { title })}
          onClick={() => setOpened(!opened)}
        >
          <IconClock size={15} stroke={1.8} aria-hidden />
          {children || t('tasks.anyTime')}
        </button>
      </Popover.Target>
      <Popover.Dropdown data-still>
        <DueForm
          task={task}
          onDone={() => {
            setOpened(false)
            onChanged?.()
          }}
        />
      </Popover.Dropdown>
    </Popover>
  )
}

function DueForm({ task, onDone }: { task: Task; onDone: () => void }) {
  const { t } = useTranslation()
  const zone = useMe().tenant.time_zone
  const change = useChangeTask(task)
  const [due, setDue] = useState(task.due_at === null ? '' : wallTime(task.due_at, zone))
  const elsewhere = zone !== Intl.DateTimeFormat().resolvedOptions().timeZone
  const at = instantOf(due, zone)
  const set = (due_at: string | null) => change.mutate({ kind: 'reschedule', due_at }, { onSuccess: onDone })

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    if (at !== undefined) set(at)
  }

  return (
    <form onSubmit={submit}>
      <TextInput
        type="datetime-local"
        max={LAST_MINUTE}
        data-autofocus
        label={t('tasks.due')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        description={elsewhere && t('tasks.dueZone', { zone })}
        value={due}
        onChange={(event) => setDue(event.currentTarget.value)}
      />
      <Failure error={change.error} />
      <Group mt="sm" gap="xs" justify="space-between">
        {task.due_at !== null && (
          <Button variant="subtle" color="gray" size="compact-md" disabled={change.isPending} onClick={() => set(null)}>
            {t('tasks.anyTime')}
          </Button>
        )}
        <Button type="submit" size="compact-md" ms="auto" loading={change.isPending} disabled={at === undefined}>
          {t('tasks.saveDue')}
        </Button>
      </Group>
    </form>
  )
}
