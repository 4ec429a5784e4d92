import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { documentQuery } from '@/api/documents'
import type { DocumentDetail } from '@/api/types'
import { LoadFailure } from '@/components/load-failure'
import { Notice } from '@/components/notice'
import classes from './comparison.module.css'

const TextComparison = lazy(() => import('./text-comparison'))

interface Props {
  documentId: string
  from: number
  to: number
}

/** What is different between two versions: their title and trust, then their text. */
export function Comparison({ documentId, from, to }: Props) {
  const { t } = useTranslation('owner')
  const before = useQuery(documentQuery(documentId, from))
  const after = useQuery(documentQuery(documentId, to))
  const waiting = <Skeleton height={220} radius="lg" />
  if (before.isError || after.isError) {
    return <LoadFailure text={t('document.compareFailed')} query={before.isError ? before : after} />
  }
  if (!before.data || !after.data) return waiting
  return (
    <div className={classes.comparison}>
      {from === to && <Notice tone="calm">{t('document.sameVersion')}</Notice>}
      <Facts before={before.data} after={after.data} />
      <Suspense fallback={waiting}>
        <TextComparison key={`${from}-${to}`} before={before.data.text} after={after.data.text} />
      </Suspense>
    </div>
  )
}

function Facts({ before, after }: { before: DocumentDetail; after: DocumentDetail }) {
  const { t } = useTranslation('owner')
  const facts = [
    { name: t('document.title'), from: before.title, to: after.title },
    { name: t('document.trust'), from: t(`document.trusts.${before.trust}`), to: t(`document.trusts.${after.trust}`) },
  ].filter(({ from, to }) => from !== to)
  return facts.map(({ name, from, to }) => (
    <p key={name} className={classes.fact}>
      {name}: <del>{from}</del> <ins>{to}</ins>
    </p>
  ))
}
