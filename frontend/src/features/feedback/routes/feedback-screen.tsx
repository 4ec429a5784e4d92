import { SegmentedControl, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { IconLock, IconMessageQuestion } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useMayManage, useMe } from '@/api/me'
import { EmptyNote } from '@/components/empty-note'
import { LoadFailure } from '@/components/load-failure'
import { Page } from '@/components/page'
import page from '@/components/page.module.css'
import { feedbackQuery } from '../api/feedback'
import { Questions } from '../components/questions'
import { Received } from '../components/received'
import { Topics } from '../components/topics'
import { feedbackSearch, LENGTHS } from '../search'

const route = getRouteApi('/app/feedback')

/** What the steward could not answer, and how its answers were received: for those who run the business. */
export function FeedbackScreen() {
  const { t } = useTranslation('owner')
  const { tenant } = useMe()
  return (
    <Page title={t('feedback.title')}>
      {useMayManage() ? (
        <>
          <p className={page.text}>{t('feedback.lead')}</p>
          <Passed />
          <Counts />
        </>
      ) : (
        <EmptyNote icon={IconLock} title={t('settings.noAccess')} text={t('feedback.noAccess', { tenant: tenant.name })} />
      )}
    </Page>
  )
}

/** The questions themselves, of those who want them read. */
function Passed() {
  const { t } = useTranslation('owner')
  const search = route.useSearch()
  const navigate = route.useNavigate()
  return (
    <section aria-labelledby="questions">
      <div className={page.headline}>
        <h2 id="questions" className={page.heading}>{t('feedback.questions')}</h2>
        <SegmentedControl
          aria-label={t('feedback.which')}
          value={search.settled ? 'settled' : 'open'}
          onChange={(value) => void navigate({ search: feedbackSearch({ ...search, settled: value === 'settled' }), replace: true })}
          data={[
            { value: 'open', label: t('feedback.open') },
            { value: 'settled', label: t('feedback.settled') },
          ]}
        />
      </div>
      <Questions settled={search.settled ?? false} />
    </section>
  )
}

/** Everything in figures: nobody's words are in them. */
function Counts() {
  const { t } = useTranslation('owner')
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const days = search.days ?? 30
  const feedback = useQuery(feedbackQuery(days))
  return (
    <section aria-labelledby="received">
      <div className={page.headline}>
        <h2 id="received" className={page.heading}>{t('feedback.received')}</h2>
        <SegmentedControl
          aria-label={t('usage.period')}
          value={String(days)}
          onChange={(value) => void navigate({ search: feedbackSearch({ ...search, days: Number(value) }), replace: true })}
          data={LENGTHS.map((length) => ({ value: String(length), label: t('usage.days', { count: length }) }))}
        />
      </div>
      {feedback.isPending && <Skeleton height={300} radius="lg" />}
      <LoadFailure text={t('feedback.failed')} query={feedback} />
      {feedback.data?.total.answers === 0 && (
        <EmptyNote icon={IconMessageQuestion} title={t('feedback.empty')} text={t('feedback.emptyText')} />
      )}
      {feedback.data && feedback.data.total.answers > 0 && (
        <>
          <Received feedback={feedback.data} />
          <Topics feedback={feedback.data} />
        </>
      )}
    </section>
  )
}
