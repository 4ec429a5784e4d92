import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { useEffect } from 'react'
import { useStore } from '@/lib/store'
import { forgetAdded, uploads, type Upload } from '../api/uploads'
import { UploadRow } from './upload-row'
import classes from './uploads.module.css'

/** The files on their way: new documents, or versions of one. */
export function UploadList({ documentId }: { documentId?: string }) {
  const { t } = useTranslation()
  const all = useStore(uploads, (list) => list)
  const shown = all.filter((one) => one.revises?.documentId === documentId)
  useEffect(() => forgetAdded, [])
  return (
    <>
      <p className="visually-hidden" role="status">
        {shown.filter((one) => one.state === 'added').map((one) => said(one, t)).join(' ')}
      </p>
      {shown.length > 0 && (
        <ul className={classes.list} aria-label={t('documents.uploads')}>
          {shown.map((one) => (
            <li key={one.key}>
              <UploadRow upload={one} />
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

function said({ file, revises }: Upload, t: TFunction): string {
  return t(revises ? 'documents.revised' : 'documents.added', { name: file.name })
}
