import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { DocumentDetail } from '@/api/types'
import { Notice } from '@/components/notice'
import page from '@/components/page.module.css'
import { cut } from '../cut'
import classes from './cut-text.module.css'
import { CutPassage } from './cut-passage'

interface Props {
  document: DocumentDetail
  /** The passage that is looked for. */
  chunkId: string | undefined
}

/** A document's text with its passages where they stand, and what is to be known of each. */
export function CutText({ document, chunkId }: Props) {
  const { t } = useTranslation('owner')
  const { text, chunks } = document
  const pieces = useMemo(() => cut(text, chunks), [text, chunks])
  const embedded = chunks.filter((one) => one.meaning === 'embedded').length
  const lost = chunkId !== undefined && !chunks.some((one) => one.id === chunkId)
  const inUse = document.version === document.newest_version && document.status === 'current'
  return (
    <>
      <p className={page.text}>
        {t('document.cut', { count: chunks.length })} {t(inUse ? 'document.found' : 'document.notFound', { embedded, total: chunks.length })}
      </p>
      {lost && <Notice tone="warn">{t('document.lostPassage')}</Notice>}
      <ol className={classes.pieces} aria-label={t('document.passages')}>
        {pieces.map((piece, index) => {
          const { chunk } = piece
          if (chunk) return <CutPassage key={chunk.id} piece={{ ...piece, chunk }} of={chunks.length} sought={chunk.id === chunkId} />
          const between = piece.text.trim()
          return between !== '' && (
            <li key={index} className={classes.between}>
              <span className="visually-hidden">{t('document.between')} </span>
              {between}
            </li>
          )
        })}
      </ol>
    </>
  )
}
