import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { documentQuery } from '@/api/documents'
import { DocumentText } from '@/components/document-text'
import { Notice } from '@/components/notice'
import { SideDrawer } from '@/components/side-drawer'

interface Props {
  documentId: string
  version: number | undefined
  chunkId: string | undefined
}

/** The source of a citation, in the version that was read, with the passage marked. */
export function SourceDrawer({ documentId, version, chunkId }: Props) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const document = useQuery(documentQuery(documentId, version))
  const close = () =>
    void navigate({
      to: '.',
      search: (before) => ({ ...before, source: undefined, version: undefined, chunk: undefined }),
    })
  return (
    <SideDrawer title={document.data?.title ?? t('citations.drawer')} onClose={close}>
      {document.isPending && <Skeleton height={220} radius="lg" />}
      {document.isError && <Notice tone="danger">{t('citations.failed')}</Notice>}
      {document.data && <DocumentText document={document.data} chunkId={chunkId} />}
    </SideDrawer>
  )
}
