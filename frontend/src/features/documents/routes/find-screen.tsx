import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { IconArrowLeft, IconFileSearch } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { EmptyNote } from '@/components/empty-note'
import { LoadFailure } from '@/components/load-failure'
import { Page } from '@/components/page'
import page from '@/components/page.module.css'
import { passagesQuery } from '../api/find-passages'
import { FindForm } from '../components/find-form'
import { Passages } from '../components/passages'
import { LIMITS } from '../search'
import back from './document-screen.module.css'

const route = getRouteApi('/app/documents/search')

/** What the steward would read for a question, and how it is ranked: everybody who may read documents may look. */
export function FindScreen() {
  const { t } = useTranslation('owner')
  const { t: app } = useTranslation()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { q = '', most = LIMITS[0] } = search
  const found = useQuery(passagesQuery(q, most))
  return (
    <Page title={t('find.title')}>
      <Link to="/documents" className={back.back}>
        <IconArrowLeft size={17} stroke={1.8} aria-hidden />
        {app('documents.title')}
      </Link>
      <p className={page.text}>{t('find.text', { count: LIMITS[0] })}</p>
      <FindForm search={search} onFind={(next) => void navigate({ search: next })} />
      {q === '' && <EmptyNote icon={IconFileSearch} title={t('find.empty')} text={t('find.emptyText')} />}
      {q !== '' && found.isPending && <Skeleton height={190} radius="lg" />}
      <LoadFailure text={t('find.failed')} query={found} />
      {q !== '' && found.data && <Passages found={found.data} />}
    </Page>
  )
}
