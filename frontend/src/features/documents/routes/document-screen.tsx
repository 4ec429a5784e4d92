import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { IconArrowLeft } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { documentQuery } from '@/api/documents'
import { DocumentText } from '@/components/document-text'
import { Notice } from '@/components/notice'
import { Page } from '@/components/page'
import classes from './document-screen.module.css'

const route = getRouteApi('/app/documents/$documentId')

export function DocumentScreen() {
  const { t } = useTranslation()
  const { documentId } = route.useParams()
  const document = useQuery(documentQuery(documentId, undefined))
  return (
    <Page title={document.data?.title ?? t('documents.title')}>
      <Link to="/documents" className={classes.back}>
        <IconArrowLeft size={17} stroke={1.8} aria-hidden />
        {t('documents.title')}
      </Link>
      {document.isPending && <Skeleton height={320} radius="lg" />}
      {document.isError && <Notice tone="danger">{t('citations.failed')}</Notice>}
      {document.data && (
        <article className={classes.sheet}>
          <DocumentText document={document.data} />
        </article>
      )}
    </Page>
  )
}
