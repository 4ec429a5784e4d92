import { Button, Skeleton } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useInfiniteQuery } from '@tanstack/react-query'
import { IconFileText, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import { EmptyNote } from '@/components/empty-note'
import { Notice } from '@/components/notice'
import { Page } from '@/components/page'
import page from '@/components/page.module.css'
import { SearchField } from '@/components/search-field'
import { documentsQuery } from '@/api/documents'
import { AddDocument } from '../components/add-document'
import { DocumentRow } from '../components/document-row'

export function DocumentsScreen() {
  const { t } = useTranslation()
  const me = useMe()
  const [adding, add] = useDisclosure(false)
  const [filter, setFilter] = useState('')
  const list = useInfiniteQuery(documentsQuery)
  const wanted = filter.trim().toLocaleLowerCase()
  const shown = list.data?.filter((one) => one.title.toLocaleLowerCase().includes(wanted)) ?? []
  const mayAdd = me.role === 'owner' || me.role === 'manager'

  return (
    <>
      <Page title={t('documents.title')}>
        <div className={page.lead}>
          <p className={page.text}>{t('documents.text')}</p>
          {mayAdd && (
            <Button leftSection={<IconPlus size={17} stroke={2} />} onClick={add.open}>
              {t('documents.add')}
            </Button>
          )}
        </div>
        {(list.data?.length ?? 0) > 6 && (
          <SearchField value={filter} onChange={setFilter} label={t('documents.filter')} />
        )}
        {list.isPending && <Skeleton height={72} radius="lg" />}
        {list.isError && <Notice tone="danger">{t('documents.failed')}</Notice>}
        {list.data?.length === 0 && (
          <EmptyNote icon={IconFileText} title={t('documents.empty')} text={t('documents.emptyText')} />
        )}
        <ul className={page.list}>
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
            {t('conversations.more')}
          </Button>
        )}
      </Page>
      {adding && <AddDocument onClose={add.close} />}
    </>
  )
}
