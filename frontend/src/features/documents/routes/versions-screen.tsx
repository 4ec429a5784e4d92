import { Button, Skeleton } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { IconArrowLeft } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { documentQuery } from '@/api/documents'
import { LoadFailure } from '@/components/load-failure'
import { Page } from '@/components/page'
import page from '@/components/page.module.css'
import { versionsQuery } from '../api/versions'
import { CompareForm } from '../components/compare-form'
import { Comparison } from '../components/comparison'
import { DocumentViews } from '../components/document-views'
import { VersionRow } from '../components/version-row'
import back from './document-screen.module.css'

const route = getRouteApi('/app/documents/$documentId/versions')

/** What a document said before, who changed it, and what is different between any two versions. */
export function VersionsScreen() {
  const { t } = useTranslation('owner')
  const { t: app } = useTranslation()
  const { documentId } = route.useParams()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const document = useQuery(documentQuery(documentId, undefined))
  const versions = useInfiniteQuery(versionsQuery(documentId))
  const all = versions.data ?? []
  const newest = all.at(-1)?.version ?? 1
  const to = search.to ?? newest
  const from = search.from ?? Math.max(1, to - 1)
  return (
    <Page title={document.data?.title ?? app('documents.title')}>
      <Link to="/documents" className={back.back}>
        <IconArrowLeft size={17} stroke={1.8} aria-hidden />
        {app('documents.title')}
      </Link>
      <DocumentViews documentId={documentId} version={undefined} />
      {versions.isPending && <Skeleton height={240} radius="lg" />}
      <LoadFailure text={t('document.versionsFailed')} query={versions} />
      {all.length === 1 && <p className={page.text}>{t('document.onlyVersion')}</p>}
      {all.length > 1 && (
        <section aria-labelledby="compare">
          <h2 id="compare" className={page.heading}>{t('document.compare')}</h2>
          <CompareForm versions={all} from={from} to={to} onChoose={(next) => void navigate({ search: next, replace: true })} />
          <Comparison documentId={documentId} from={from} to={to} />
        </section>
      )}
      {all.length > 0 && (
        <section aria-labelledby="versions">
          <h2 id="versions" className={page.heading}>{t('document.all')}</h2>
          <ul className={page.list} aria-labelledby="versions">
            {all.toReversed().map((version) => (
              <li key={version.version}>
                <VersionRow documentId={documentId} version={version} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {versions.hasNextPage && (
        <Button variant="subtle" loading={versions.isFetchingNextPage} onClick={() => void versions.fetchNextPage()}>
          {app('documents.more')}
        </Button>
      )}
    </Page>
  )
}
