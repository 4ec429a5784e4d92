import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { IconDatabase } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { EmptyNote } from '@/components/empty-note'
import { Notice } from '@/components/notice'
import { projectionsQuery } from '../api/projections'
import { LogPage } from '../components/log-page'
import log from '../components/log.module.css'
import { ProjectionRow } from '../components/projection-row'

/** What is read from, made from the log: how far each projection is, and how it is. */
export function ProjectionsScreen() {
  const { t } = useTranslation('log')
  const list = useQuery(projectionsQuery)
  const items = list.data?.items
  return (
    <LogPage title={t('projections.title')} lead={t('projections.lead')}>
      {list.isPending && <Skeleton height={520} radius="lg" />}
      {list.isError && <Notice tone="danger">{t('projections.failed')}</Notice>}
      {items?.length === 0 && <EmptyNote icon={IconDatabase} title={t('projections.empty')} text={t('projections.emptyText')} />}
      {items && items.length > 0 && (
        <ul className={log.rows} aria-label={t('projections.title')}>
          {items.map((one) => (
            <li key={one.name}>
              <ProjectionRow projection={one} trend={list.data?.trends[one.name] ?? []} />
            </li>
          ))}
        </ul>
      )}
    </LogPage>
  )
}
