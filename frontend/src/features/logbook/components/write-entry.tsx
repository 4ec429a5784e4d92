import { Autocomplete, Button, Textarea, TextInput } from '@mantine/core'
import { useState, type SubmitEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Failure } from '@/components/failure'
import { useRequestKey } from '@/lib/use-request-key'
import { instantOf, LAST_MINUTE } from '@/lib/zoned'
import { useWriteEntry } from '../api/logbook'
import classes from './logbook.module.css'

/** Writes down what happened; what sort of thing and when are optional. */
export function WriteEntry({ categories, zone }: { categories: readonly string[]; zone: string }) {
  const { t } = useTranslation('work')
  const write = useWriteEntry()
  const request = useRequestKey()
  const [text, setText] = useState('')
  const [category, setCategory] = useState('')
  const [when, setWhen] = useState('')

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    const entry = { text: text.trim(), category: category.trim() || null, happened_at: instantOf(when, zone) ?? null }
    if (entry.text === '') return
    write.mutate(
      { ...entry, key: request.keyOf(entry) },
      {
        onSuccess: () => {
          request.spend()
          setText('')
          setCategory('')
          setWhen('')
        },
      },
    )
  }

  return (
    <form className={classes.form} onSubmit={submit} aria-label={t('logbook.add')}>
      <Textarea
        label={t('logbook.what')}
        autosize
        minRows={2}
        maxLength={4000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className={classes.fields}>
        <Autocomplete label={t('logbook.category')} placeholder={t('logbook.example')} data={[...categories]} maxLength={80} value={category} onChange={setCategory} />
        <TextInput type="datetime-local" max={LAST_MINUTE} label={t('logbook.when', { zone: zone.replaceAll('_', ' ') })} value={when} onChange={(event) => setWhen(event.currentTarget.value)} />
        <Button type="submit" loading={write.isPending} disabled={text.trim() === ''}>
          {t('logbook.submit')}
        </Button>
      </div>
      <Failure error={write.error} />
    </form>
  )
}
