import { Button } from '@mantine/core'
import { IconPencil, IconUpload } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useDropzone } from 'react-dropzone'
import { useTranslation } from 'react-i18next'
import page from '@/components/page.module.css'
import { uploadFiles } from '../api/uploads'
import { KINDS } from './kinds'
import classes from './upload-area.module.css'

interface Props {
  onWrite: () => void
  children: ReactNode
}

/** The page of those who may add documents: files are chosen with a button, or dropped anywhere on it. */
export function UploadArea({ onWrite, children }: Props) {
  const { t } = useTranslation()
  const { getRootProps, getInputProps, isDragActive, open } = useDropzone({
    noClick: true,
    noKeyboard: true,
    accept: KINDS,
    // What is none of these is sent too: the server looks into it and says what it is.
    onDrop: (taken, others) => uploadFiles([...taken, ...others.map((one) => one.file)]),
  })
  return (
    <div {...getRootProps({ className: classes.area })} data-active={isDragActive || undefined}>
      <div className={page.lead}>
        <p className={page.text}>{t('documents.text')}</p>
        <div className={classes.buttons}>
          <Button variant="default" leftSection={<IconPencil size={17} stroke={1.8} />} onClick={onWrite}>
            {t('documents.add')}
          </Button>
          <Button leftSection={<IconUpload size={17} stroke={2} />} onClick={open}>
            {t('documents.upload')}
          </Button>
        </div>
      </div>
      <p className={classes.hint}>
        <input {...getInputProps({ 'aria-label': t('documents.files') })} />
        <span className={classes.drop}>{t('documents.drop')} </span>
        {t('documents.kinds')}
      </p>
      {children}
      {isDragActive && (
        <div className={classes.overlay}>
          <IconUpload size={30} stroke={1.6} aria-hidden />
          {t('documents.dropNow')}
        </div>
      )}
    </div>
  )
}
