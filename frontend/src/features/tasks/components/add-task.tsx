import { Button, Select, TextInput } from '@mantine/core'
import { useState, type SubmitEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import type { Member } from '@/api/types'
import { Failure } from '@/components/failure'
import { personName } from '@/lib/person-name'
import { instantOf, LAST_MINUTE } from '@/lib/zoned'
import { useRequestKey } from '@/lib/use-request-key'
import { useCreateTask } from '../api/tasks'
import classes from './tasks.module.css'

/** Something to be done, in one line; who and by when are optional. */
export function AddTask({ members }: { members: readonly Member[] }) {
  const { t } = useTranslation()
  const zone = useMe().tenant.time_zone
  const create = useCreateTask()
  const [title, setTitle] = useState('')
  const [assignee, setAssignee] = useState<string | null>(null)
  const [due, setDue] = useState('')
  // Its people may be elsewhere, but a time is the business's, as it is where times are shown.
  const elsewhere = zone !== Intl.DateTimeFormat().resolvedOptions().timeZone
  const request = useRequestKey()

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    const task = {
      title: title.trim(),
      assignee_id: assignee,
      due_at: instantOf(due, zone) ?? null,
    }
    if (task.title === '') return
    create.mutate(
      { ...task, key: request.keyOf(task) },
      {
        onSuccess: () => {
          request.spend()
          setTitle('')
          setDue('')
          setAssignee(null)
        },
      },
    )
  }

  return (
    <form className={classes.add} onSubmit={submit} aria-label={t('tasks.add')}>
      <TextInput
        className={classes.what}
        label={t('tasks.what')}
        value={title}
        maxLength={200}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <Select
        label={t('tasks.who')}
        placeholder={t('tasks.nobody')}
        data={members.map((one) => ({ value: one.id, label: personName(one.name, t) }))}
        value={assignee}
        onChange={setAssignee}
        clearable
      />
      <TextInput
        type="datetime-local"
        max={LAST_MINUTE}
        label={t('tasks.due')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        description={elsewhere && t('tasks.dueZone', { zone })}
        value={due}
        onChange={(event) => setDue(event.currentTarget.value)}
      />
      <Button type="submit" loading={create.isPending} disabled={title.trim() === ''}>
        {t('tasks.submit')}
      </Button>
      <Failure error={create.error} />
    </form>
  )
}
