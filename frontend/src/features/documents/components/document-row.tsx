import { Link } from '@tanstack/react-router'
import { IconChevronRight, IconFileText } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { DocumentSummary } from '@/api/types'
import { relativeTime } from '@/lib/time'
import { useNow } from '@/lib/use-now'
import classes from './document-row.module.css'
import { Ingestion } from './ingestion'

export function DocumentRow({ document }: { document: DocumentSummary }) {
  const { t, i18n } = useTranslation()
  const now = useNow()
  const { state, done, total } = document.ingestion
  const passages =
    state === 'queued' || state === 'embedding'
      ? t('documents.indexing', { done, total })
      : t('documents.indexed', { count: total })
  return (
    <article className={classes.card} aria-label={document.title}>
      <Link to="/documents/$documentId" params={{ documentId: document.id }} className={classes.row}>
        <span className={classes.icon}>
          <IconFileText size={20} stroke={1.6} aria-hidden />
        </span>
        <span className={classes.body}>
          <span className={classes.title}>{document.title}</span>
          <span className={classes.facts}>
            {passages} · {t('citations.version', { version: document.version })} ·{' '}
            {t('documents.updated', { when: relativeTime(document.updated_at, now, i18n.language) })}
          </span>
        </span>
        <IconChevronRight size={18} stroke={1.6} aria-hidden />
      </Link>
      {state !== 'ready' && (
        <div className={classes.ingestion}>
          <Ingestion document={document} />
        </div>
      )}
    </article>
  )
}
