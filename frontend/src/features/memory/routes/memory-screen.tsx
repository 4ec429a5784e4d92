import { Button, Skeleton } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { IconBrain } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { EmptyNote } from '@/components/empty-note'
import { Notice } from '@/components/notice'
import { Page } from '@/components/page'
import page from '@/components/page.module.css'
import { factsQuery } from '../api/facts'
import { AddFact } from '../components/add-fact'
import { FactRow } from '../components/fact-row'

/** What the steward remembers about the member who looks, and nobody else. */
export function MemoryScreen() {
  const { t } = useTranslation()
  const list = useInfiniteQuery(factsQuery)
  return (
    <Page title={t('memory.title')}>
      <p className={page.text}>{t('memory.lead')}</p>
      <AddFact />
      {list.isPending && <Skeleton height={64} radius="lg" />}
      {list.isError && <Notice tone="danger">{t('memory.failed')}</Notice>}
      {list.data?.length === 0 && (
        <EmptyNote icon={IconBrain} title={t('memory.empty')} text={t('memory.emptyText')} />
      )}
      <ul className={page.list}>
        {list.data?.map((fact) => (
          <li key={fact.id}>
            <FactRow fact={fact} />
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button variant="subtle" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('conversations.more')}
        </Button>
      )}
    </Page>
  )
}
