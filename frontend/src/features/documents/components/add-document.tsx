import { Button, Textarea, TextInput } from '@mantine/core'
import { useState, type SubmitEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { detailOf } from '@/api/problem'
import { Notice } from '@/components/notice'
import { SideDrawer } from '@/components/side-drawer'
import { useAddDocument } from '../api/add-document'
import classes from './add-document.module.css'

interface Props {
  /** What it is about, if that is known. */
  about: string
  onClose: () => void
}

export function AddDocument({ about, onClose }: Props) {
  const { t } = useTranslation()
  const add = useAddDocument()
  const [title, setTitle] = useState(about)
  const [text, setText] = useState('')
  const [tried, setTried] = useState(false)
  const missing = { title: title.trim() === '', text: text.trim() === '' }

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    setTried(true)
    if (missing.title || missing.text) return
    add.mutate({ title: title.trim(), text }, { onSuccess: onClose })
  }

  return (
    <SideDrawer title={t('documents.add')} onClose={onClose}>
      <form className={classes.form} onSubmit={submit} noValidate>
        {add.isError && <Notice tone="danger">{t('documents.addFailed', { detail: detailOf(add.error) })}</Notice>}
        <TextInput
          label={t('documents.addTitle')}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
          error={tried && missing.title && t('documents.titleMissing')}
          data-autofocus
        />
        <Textarea
          label={t('documents.addText')}
          value={text}
          rows={10}
          placeholder={t('documents.addExample')}
          onChange={(event) => setText(event.currentTarget.value)}
          error={tried && missing.text && t('documents.textMissing')}
        />
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            {t('app.cancel')}
          </Button>
          <Button type="submit" loading={add.isPending}>
            {t('documents.addSubmit')}
          </Button>
        </div>
      </form>
    </SideDrawer>
  )
}
