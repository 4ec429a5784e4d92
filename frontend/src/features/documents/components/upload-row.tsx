import { ActionIcon, Button, Loader, Progress } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { IconAlertTriangle, IconCheck, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { fileSize } from '@/lib/file-size'
import { refusal } from '../api/refusal'
import { dropUpload, replaceUpload, retryUpload, type Upload } from '../api/uploads'
import { ChooseFile } from './choose-file'
import classes from './uploads.module.css'

/** One file: how far it is, what became of it, or why it was refused and what to do. */
export function UploadRow({ upload }: { upload: Upload }) {
  const { t, i18n } = useTranslation()
  const { file, state, sent } = upload
  const { name } = file
  const moving = state === 'waiting' || state === 'sending' || state === 'reading'
  return (
    <article className={classes.row} data-state={state} aria-label={name}>
      <span className={classes.icon}>
        {state === 'failed' ? (
          <IconAlertTriangle size={18} stroke={1.9} aria-hidden />
        ) : state === 'added' ? (
          <IconCheck size={18} stroke={2.2} aria-hidden />
        ) : (
          <Loader size={18} aria-hidden />
        )}
      </span>
      <div className={classes.body}>
        <span className={classes.name}>{name}</span>
        <span className={classes.facts}>
          {fileSize(file.size, i18n.language)} · {t(`documents.state.${state}`)}
          {state === 'sending' && ` ${sent.toLocaleString(i18n.language, { style: 'percent' })}`}
        </span>
        {moving && (
          <Progress
            className={classes.bar}
            size={5}
            value={sent * 100}
            animated={state === 'reading'}
            aria-label={t('documents.progress', { name })}
          />
        )}
        {state === 'failed' && <Refused upload={upload} />}
      </div>
      {state === 'added' && upload.documentId !== undefined && upload.revises === undefined && (
        <Link className={classes.open} to="/documents/$documentId" params={{ documentId: upload.documentId }}>
          {t('documents.open')}
        </Link>
      )}
      <ActionIcon
        variant="subtle"
        color="gray"
        size={32}
        aria-label={t(moving ? 'documents.stop' : 'documents.dismiss', { name })}
        onClick={() => dropUpload(upload.key)}
      >
        <IconX size={17} stroke={1.8} />
      </ActionIcon>
    </article>
  )
}

function Refused({ upload }: { upload: Upload }) {
  const { t, i18n } = useTranslation()
  const { text, action } = refusal(upload.error, i18n)
  return (
    <div className={classes.refused}>
      <p className={classes.reason} role="alert">
        <span className="visually-hidden">{upload.file.name}: </span>
        {text}
      </p>
      {action === 'again' && (
        <Button size="compact-sm" variant="light" color="red" onClick={() => retryUpload(upload.key)}>
          {t('app.retry')}
        </Button>
      )}
      {action === 'other' && (
        <ChooseFile
          size="compact-sm"
          variant="light"
          color="red"
          label={t('documents.otherFile')}
          onChoose={(file) => replaceUpload(upload.key, file)}
        />
      )}
    </div>
  )
}
