import { Button, TextInput } from '@mantine/core'
import { useState, type SubmitEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Failure } from '@/components/failure'
import { useRequestKey } from '@/lib/use-request-key'
import { useRemember } from '../api/facts'
import classes from './memory.module.css'

export function AddFact() {
  const { t } = useTranslation()
  const remember = useRemember()
  const [text, setText] = useState('')
  const request = useRequestKey()

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    const of = text.trim()
    if (of === '') return
    remember.mutate({ text: of, key: request.keyOf(of) }, { onSuccess: () => setText('') })
  }

  return (
    <form className={classes.add} onSubmit={submit} aria-label={t('memory.add')}>
      <TextInput
        className={classes.what}
        label={t('memory.add')}
        placeholder={t('memory.example')}
        value={text}
        maxLength={500}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" loading={remember.isPending} disabled={text.trim() === ''}>
        {t('memory.submit')}
      </Button>
      <Failure error={remember.error} />
    </form>
  )
}
