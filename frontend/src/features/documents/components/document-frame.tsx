import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { IconArrowLeft, IconUpload } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { documentQuery } from '@/api/documents'
import { useMayManage } from '@/api/me'
import type { DocumentDetail } from '@/api/types'
import { Notice } from '@/components/notice'
import { Page } from '@/components/page'
import page from '@/components/page.module.css'
import { uploadFiles } from '../api/uploads'
import classes from '../routes/document-screen.module.css'
import { ChooseFile } from './choose-file'
import { DocumentViews } from './document-views'
import { Ingestion } from './ingestion'
import { Trust } from './trust'
import { UploadList } from './upload-list'

interface Props {
  documentId: string
  version: number | undefined
  children: (document: DocumentDetail) => ReactNode
}

/** A document's page: what can be done with it, and the ways to look at it. */
export function DocumentFrame({ documentId, version, children }: Props) {
  const { t } = useTranslation()
  const document = useQuery(documentQuery(documentId, version))
  const { data } = document
  // A link may lead to an earlier version, which is only to be read.
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
      <DocumentViews documentId={documentId} version={version} />
      {mayRevise && <UploadList documentId={documentId} />}
      {document.isPending && <Skeleton height={320} radius="lg" />}
      {document.isError && <Notice tone="danger">{t('citations.failed')}</Notice>}
      {data && (
        <>
          <Ingestion document={data} />
          {mayRevise && data.status === 'current' && <Trust document={data} />}
          {children(data)}
        </>
      )}
    </Page>
  )
}
