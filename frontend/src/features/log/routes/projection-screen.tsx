import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { IconDatabase } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useOperates } from '@/api/me'
import { EmptyNote } from '@/components/empty-note'
import { Notice } from '@/components/notice'
import page from '@/components/page.module.css'
import { projectionsQuery, requestsQuery } from '../api/projections'
import figures from '../components/console.module.css'
import { LogPage } from '../components/log-page'
import { ProjectionCare } from '../components/projection-care'
import { ProjectionStatus } from '../components/projection-status'
import { RebuildProgress } from '../components/rebuild-progress'
import { RequestList } from '../components/request-list'
import { StateBadge } from '../components/state-badge'

const route = getRouteApi('/app/log/projections/$name')

/** One projection: how it is, what was done to it, and what can be done. */
export function ProjectionScreen() {
  const { t } = useTranslation('log')
  const { name } = route.useParams()
  const operates = useOperates()
  const list = useQuery(projectionsQuery)
  const requests = useQuery({ ...requestsQuery, enabled: operates })
  const projection = list.data?.items.find((one) => one.name === name)
  const asked = requests.data?.filter((one) => one.projection === name) ?? []
  return (
    <LogPage title={t('projections.one', { name })} lead={t('projections.oneLead')}>
      <Link className={figures.way} to="/log/projections">{t('projections.all')}</Link>
      {list.isPending && <Skeleton height={420} radius="lg" />}
      {list.isError && <Notice tone="danger">{t('projections.failed')}</Notice>}
      {list.data && !projection && <EmptyNote icon={IconDatabase} title={t('projections.none')} text={t('projections.noneText')} />}
      {projection && (
        <>
          <section aria-labelledby="projection-status">
            <div className={page.headline}>
              <h2 id="projection-status" className={page.heading}>{t(`projections.meaning.${projection.state}`)}</h2>
              <StateBadge projection={projection} />
            </div>
            <ProjectionStatus projection={projection} trend={list.data?.trends[name] ?? []} />
            {projection.rebuild && <RebuildProgress of={projection} rebuild={projection.rebuild} />}
          </section>
          {operates && <ProjectionCare projection={projection} />}
          {asked.length > 0 && (
            <section aria-labelledby="projection-requests">
              <h2 id="projection-requests" className={page.heading}>{t('projections.asked')}</h2>
              <RequestList requests={asked} label={t('projections.asked')} />
            </section>
          )}
        </>
      )}
    </LogPage>
  )
}
