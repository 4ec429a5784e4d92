import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { IconArrowLeft, IconUpload } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { documentQuery } from '@/api/documents'
import { useMayManage } from '@/api/me'
import { DocumentText } from '@/components/document-text'
import { Notice } from '@/components/notice'
import { Page } from '@/components/page'
import page from '@/components/page.module.css'
import { uploadFiles } from '../api/uploads'
import { ChooseFile } from '../components/choose-file'
import { Ingestion } from '../components/ingestion'
import { Trust } from '../components/trust'
import { UploadList } from '../components/upload-list'
import classes from './document-screen.module.css'

const route = getRouteApi('/app/documents/$documentId')

export function DocumentScreen() {
  const { t } = useTranslation()
  const { documentId } = route.useParams()
  const { chunk, version } = route.useSearch()
  const document = useQuery(documentQuery(documentId, version))
  const { data } = document
  // A link may lead to a passage of an earlier version, which is only to be read.
  const mayRevise = useMayManage() && data?.version === data?.newest_version
  return (
    <Page title={data?.title ?? t('documents.title')}>
      <div className={page.lead}>
        <Link to="/documents" className={classes.back}>
          <IconArrowLeft size={17} stroke={1.8} aria-hidden />
          {t('documents.title')}
        </Link>
        {mayRevise && data?.status === 'current' && (
          <ChooseFile
            label={t('documents.newVersion')}
            variant="default"
            leftSection={<IconUpload size={17} stroke={1.8} />}
            onChoose={(file) => uploadFiles([file], { documentId, version: data.version })}
          />
        )}
      </div>
      {mayRevise && <UploadList documentId={documentId} />}
      {document.isPending && <Skeleton height={320} radius="lg" />}
      {document.isError && <Notice tone="danger">{t('citations.failed')}</Notice>}
      {data && (
        <>
          <Ingestion document={data} />
          {mayRevise && data.status === 'current' && <Trust document={data} />}
          <article className={classes.sheet}>
            <DocumentText document={data} chunkId={chunk} />
          </article>
        </>
      )}
    </Page>
  )
}
