import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Problem } from '@/api/problem'
import type { Action } from '@/api/types'
import { Notice } from '@/components/notice'
import { useDecide } from '@/api/decide'
import classes from './action-card.module.css'
import { ActionEdit, textsOf } from './action-edit'

/** What can be done with an action that waits: agree to what is shown, change it, or refuse it. */
export function ActionDecision({ action }: { action: Action }) {
  const { t } = useTranslation()
  const decide = useDecide(action)
  const [editing, setEditing] = useState(false)
  const changed = decide.error instanceof Problem && decide.error.status === 412
  const editable = Object.keys(textsOf(action.arguments ?? {})).length > 0
  if (editing) return <ActionEdit action={action} onClose={() => setEditing(false)} />
  return (
    <>
      {decide.isError && (
        <Notice tone={changed ? 'warn' : 'danger'}>
          {changed ? t('actions.changed') : t('actions.decideFailed', { detail: decide.error.message })}
        </Notice>
      )}
      <div className={classes.buttons}>
        <Button
          size="sm"
          loading={decide.isPending && decide.variables === 'approve'}
          disabled={decide.isPending || decide.isSuccess}
          onClick={() => decide.mutate('approve')}
        >
          {t('actions.approve')}
        </Button>
        {editable && (
          <Button size="sm" variant="default" disabled={decide.isPending || decide.isSuccess} onClick={() => setEditing(true)}>
            {t('actions.edit')}
          </Button>
        )}
        <Button
          size="sm"
          variant="default"
          loading={decide.isPending && decide.variables === 'reject'}
          disabled={decide.isPending || decide.isSuccess}
          onClick={() => decide.mutate('reject')}
        >
          {t('actions.reject')}
        </Button>
      </div>
    </>
  )
}
