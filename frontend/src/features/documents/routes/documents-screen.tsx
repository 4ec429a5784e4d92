import { Button, Skeleton } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { IconFileSearch, IconFileText, IconMessage, IconMessageQuestion } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { documentsQuery } from '@/api/documents'
import { useMayManage } from '@/api/me'
import { EmptyNote } from '@/components/empty-note'
import { Notice } from '@/components/notice'
import { Page } from '@/components/page'
import page from '@/components/page.module.css'
import { SearchField } from '@/components/search-field'
import { AddDocument } from '../components/add-document'
import { DocumentRow } from '../components/document-row'
import { UploadArea } from '../components/upload-area'
import { UploadList } from '../components/upload-list'
import classes from './documents-screen.module.css'

const route = getRouteApi('/app/documents')

export function DocumentsScreen() {
  const { t } = useTranslation()
  const mayAdd = useMayManage()
  const { write } = route.useSearch()
  const navigate = route.useNavigate()
  if (!mayAdd) {
    return (
      <Page title={t('documents.title')}>
        <p className={page.text}>{t('documents.text')}</p>
        <Documents />
      </Page>
    )
  }
  return (
    <>
      <Page title={t('documents.title')}>
        <UploadArea onWrite={() => void navigate({ search: { write: '' } })}>
          <UploadList />
          <Documents />
        </UploadArea>
      </Page>
      {write !== undefined && <AddDocument about={write} onClose={() => void navigate({ search: {} })} />}
    </>
  )
}

function Documents() {
  const { t } = useTranslation()
  const mayManage = useMayManage()
  const [filter, setFilter] = useState('')
  const list = useInfiniteQuery(documentsQuery)
  const wanted = filter.trim().toLocaleLowerCase()
  const shown = list.data?.filter((one) => one.title.toLocaleLowerCase().includes(wanted)) ?? []
  return (
    <>
      <div className={classes.ways}>
        {(list.data?.length ?? 0) > 0 && (
          <Link to="/" className={classes.find}>
            <IconMessage size={17} stroke={1.8} aria-hidden />
            {t('documents.ask')}
          </Link>
        )}
        <Link to="/documents/search" className={classes.find}>
          <IconFileSearch size={17} stroke={1.8} aria-hidden />
          {t('documents.find')}
        </Link>
        {mayManage && (
          <Link to="/feedback" className={classes.find}>
            <IconMessageQuestion size={17} stroke={1.8} aria-hidden />
            {t('shell.feedback')}
          </Link>
        )}
      </div>
      {(list.data?.length ?? 0) > 6 && <SearchField value={filter} onChange={setFilter} label={t('documents.filter')} />}
      {list.isPending && <Skeleton height={72} radius="lg" />}
      {list.isError && <Notice tone="danger">{t('documents.failed')}</Notice>}
      {list.data?.length === 0 && (
        <EmptyNote icon={IconFileText} title={t('documents.empty')} text={t('documents.emptyText')} />
      )}
      <ul className={page.list} aria-label={t('documents.title')}>
        {shown.map((document) => (
          <li key={document.id}>
            <DocumentRow document={document} />
          </li>
        ))}
      </ul>
      {wanted !== '' && shown.length === 0 && (
        <p className={page.text}>{t('documents.noMatch', { query: filter.trim() })}</p>
      )}
      {list.hasNextPage && (
        <Button variant="subtle" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('documents.more')}
        </Button>
      )}
    </>
  )
}
