import { ActionIcon, Button, TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { IconPencil, IconTrash } from '@tabler/icons-react'
import { useState, type SubmitEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { detailOf } from '@/api/problem'
import { useMe } from '@/api/me'
import type { Fact } from '@/api/types'
import { fullTime } from '@/lib/time'
import { useForget, useReviseFact } from '../api/facts'
import classes from './memory.module.css'

/** One thing that is remembered, with the sentence that taught it. */
export function FactRow({ fact }: { fact: Fact }) {
  const { t, i18n } = useTranslation()
  const me = useMe()
  const [editing, setEditing] = useState(false)
  const forget = useForget(fact)
  const text = fact.text ?? t('memory.erased')
  if (editing) return <EditFact fact={fact} onClose={() => setEditing(false)} />
  return (
    <article className={classes.row} aria-label={text}>
      <div className={classes.body}>
        <span className={classes.text}>{text}</span>
        <span className={classes.source}>
          {fact.source.sentence === null ? t('memory.typed') : t('memory.said', { sentence: fact.source.sentence })}
          {' · '}
          <time dateTime={fact.learned_at}>{fullTime(fact.learned_at, i18n.language, me.tenant.time_zone)}</time>
          {fact.source.conversation_id !== null && (
            <>
              {' · '}
              <Link to="/c/$conversationId" params={{ conversationId: fact.source.conversation_id }}>
                {t('memory.open')}
              </Link>
            </>
          )}
        </span>
        {forget.isError && <span role="alert">{t('app.failedTo', { detail: detailOf(forget.error) })}</span>}
      </div>
      <ActionIcon variant="subtle" size={36} aria-label={t('memory.edit', { text })} onClick={() => setEditing(true)}>
        <IconPencil size={18} stroke={1.7} />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="red"
        size={36}
        aria-label={t('memory.forget', { text })}
        loading={forget.isPending}
        onClick={() => forget.mutate()}
      >
        <IconTrash size={18} stroke={1.7} />
      </ActionIcon>
    </article>
  )
}

function EditFact({ fact, onClose }: { fact: Fact; onClose: () => void }) {
  const { t } = useTranslation()
  const revise = useReviseFact(fact)
  const [text, setText] = useState(fact.text ?? '')
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (text.trim() !== '') revise.mutate(text.trim(), { onSuccess: onClose })
  }
  return (
    <form className={classes.row} onSubmit={submit}>
      <TextInput
        className={classes.what}
        aria-label={t('memory.text')}
        value={text}
        maxLength={500}
        error={revise.isError && detailOf(revise.error)}
        onChange={(event) => setText(event.currentTarget.value)}
        autoFocus
      />
      <Button type="submit" size="sm" loading={revise.isPending}>
        {t('memory.save')}
      </Button>
      <Button size="sm" variant="default" onClick={onClose}>
        {t('app.cancel')}
      </Button>
    </form>
  )
}
