import { Button, Textarea } from '@mantine/core'
import { useState, type SubmitEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { detailOf } from '@/api/problem'
import type { Action } from '@/api/types'
import { Notice } from '@/components/notice'
import { useRevise } from '@/api/decide'
import classes from './action-card.module.css'

/**
 * Edits what an action was asked with: every argument that is text. Nothing is done by it; the
 * steward resolves the arguments anew and the card shows what they come to.
 */
export function ActionEdit({ action, onClose }: { action: Action; onClose: () => void }) {
  const { t } = useTranslation()
  const [values, setValues] = useState(() => textsOf(action.arguments ?? {}))
  const revise = useRevise(action)
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    revise.mutate({ ...action.arguments, ...values }, { onSuccess: onClose })
  }
  return (
    <form className={classes.edit} onSubmit={submit}>
      {Object.entries(values).map(([name, value], index) => (
        <Textarea
          key={name}
          label={t(`actions.fields.${name}`, { defaultValue: name.replaceAll('_', ' ') })}
          value={value}
          autosize
          minRows={1}
          maxRows={8}
          autoFocus={index === 0}
          onChange={(event) => setValues({ ...values, [name]: event.currentTarget.value })}
        />
      ))}
      {revise.isError && <Notice tone="danger">{t('actions.decideFailed', { detail: detailOf(revise.error) })}</Notice>}
      <div className={classes.buttons}>
        <Button type="submit" size="sm" loading={revise.isPending}>
          {t('actions.preview')}
        </Button>
        <Button size="sm" variant="default" disabled={revise.isPending} onClick={onClose}>
          {t('actions.keep')}
        </Button>
      </div>
    </form>
  )
}

/** What it is about comes first; arguments of a kind that is not known here follow. */
const ORDER = ['title', 'text', 'topic', 'quote', 'notes', 'assignee', 'member', 'role', 'on_shift_at', 'due', 'when']

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The arguments that a person can edit as they stand: texts that are no ids. */
export function textsOf(args: Record<string, unknown>): Record<string, string> {
  const texts = Object.entries(args).filter((entry): entry is [string, string] => typeof entry[1] === 'string' && !ID.test(entry[1]))
  const place = (name: string) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length)
  return Object.fromEntries(texts.sort(([a], [b]) => place(a) - place(b)))
}
