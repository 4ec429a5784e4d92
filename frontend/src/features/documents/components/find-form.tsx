import { Button, Select, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useRef, useState, type SubmitEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { findSearch, LIMITS, type FindSearch } from '../search'
import classes from './find-form.module.css'

interface Props {
  search: FindSearch
  onFind: (search: FindSearch) => void
}

/** A question, and how many passages of the answer to it are shown. */
export function FindForm({ search, onFind }: Props) {
  const { t } = useTranslation('owner')
  const { q = '', most = LIMITS[0] } = search
  const field = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState({ over: q, text: q })
  // Back and forth in the browser's history changes what stands here.
  if (typed.over !== q) setTyped({ over: q, text: q })

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    if (typed.text.trim() === '') field.current?.focus()
    else onFind(findSearch({ q: typed.text, most }))
  }

  return (
    <form className={classes.form} role="search" aria-label={t('find.title')} onSubmit={submit}>
      <TextInput
        ref={field}
        className={classes.question}
        label={t('find.question')}
        placeholder={t('find.example')}
        value={typed.text}
        maxLength={2000}
        autoComplete="off"
        onChange={(event) => setTyped({ over: q, text: event.currentTarget.value })}
      />
      <Select
        label={t('find.most')}
        data={LIMITS.map(String)}
        value={String(most)}
        onChange={(value) => onFind(findSearch({ q, most: Number(value) }))}
        allowDeselect={false}
      />
      <Button type="submit" leftSection={<IconSearch size={17} stroke={1.8} aria-hidden />}>
        {t('find.submit')}
      </Button>
    </form>
  )
}
