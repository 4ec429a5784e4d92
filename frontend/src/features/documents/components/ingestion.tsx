import { Button, Progress } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useMayManage } from '@/api/me'
import { detailOf } from '@/api/problem'
import type { DocumentSummary } from '@/api/types'
import { failureWords } from '@/components/failure-words'
import { Notice } from '@/components/notice'
import { useRetryIngestion } from '../api/retry-ingestion'
import classes from './ingestion.module.css'

type Shown = Pick<DocumentSummary, 'id' | 'title' | 'ingestion'>

/** How far a document is on its way into the search by meaning; nothing once it is there. */
export function Ingestion({ document }: { document: Shown }) {
  const { t } = useTranslation()
  const { state, done, total, error } = document.ingestion
  switch (state) {
    case 'ready':
      return null
    case 'failed':
      return <Failed document={document} />
    case 'queued':
    case 'embedding':
      return (
        <div className={classes.moving}>
          <Progress
            size={5}
            value={total === 0 ? 0 : (done / total) * 100}
            animated
            aria-label={t('documents.indexingOf', { name: document.title })}
          />
          {error && <p className={classes.facts}>{t('documents.indexingWaits')}</p>}
        </div>
      )
  }
}

function Failed({ document }: { document: Shown }) {
  const { t } = useTranslation()
  const mayRetry = useMayManage()
  const retry = useRetryIngestion(document.id)
  const { error, total } = document.ingestion
  const button = (
    <Button size="compact-sm" variant="default" loading={retry.isPending} onClick={() => retry.mutate()}>
      {t('app.retry')}
    </Button>
  )
  return (
    <Notice tone="warn" action={mayRetry && button}>
      {t('documents.notIndexed', { count: error?.given_up ?? 0, total })} {failureWords(error?.kind, t)}
      {retry.isError && ` ${detailOf(retry.error)}`}
    </Notice>
  )
}
