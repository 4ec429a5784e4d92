import { Button, Skeleton } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { IconAlertTriangle, IconShieldCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import { invitationsQuery, membersQuery } from '@/api/team'
import { EmptyNote } from '@/components/empty-note'
import { Notice } from '@/components/notice'
import { Page } from '@/components/page'
import page from '@/components/page.module.css'
import rows from '@/components/rows.module.css'
import { fullTime } from '@/lib/time'
import { trailQuery } from '../api/trail'
import { namesOf } from '../people'
import { causeWords, toneOf, trailWords } from '../trail-words'

/** What concerns the security of the business, for its owners and auditors. */
export function SecurityScreen() {
  const { t, i18n } = useTranslation()
  const { role, tenant: { time_zone: zone } } = useMe()
  const trail = useInfiniteQuery(trailQuery)
  const members = useQuery(membersQuery).data ?? []
  // An auditor sees that somebody was invited, not who.
  const invitations = useQuery({ ...invitationsQuery, enabled: role === 'owner' }).data ?? []
  const nameOf = namesOf({ members, invitations, trail: trail.data ?? [] }, t)
  return (
    <Page title={t('security.title')}>
      <p className={page.text}>{t('security.lead')}</p>
      {trail.isPending && <Skeleton height={72} radius="lg" />}
      {trail.isError && <Notice tone="danger">{t('security.failed')}</Notice>}
      {trail.data?.length === 0 && (
        <EmptyNote icon={IconShieldCheck} title={t('security.empty')} text={t('security.emptyText')} />
      )}
      <ol className={page.list}>
        {trail.data?.map((event) => {
          const tone = toneOf(event)
          const Glyph = tone === 'calm' ? IconShieldCheck : IconAlertTriangle
          const cause = causeWords(event, nameOf, t)
          return (
            <li key={event.position} className={rows.row}>
              <span className={rows.icon} data-tone={tone}>
                <Glyph size={20} stroke={1.6} aria-hidden />
              </span>
              <div className={rows.body}>
                <span className={rows.name}>
                  {trailWords(event, event.member_id === null ? t('security.someone') : nameOf(event.member_id), t)}
                </span>
                <span className={rows.facts}>
                  <time dateTime={event.occurred_at}>{fullTime(event.occurred_at, i18n.language, zone)}</time>
                  {cause !== undefined && ` · ${cause}`}
                </span>
              </div>
            </li>
          )
        })}
      </ol>
      {trail.hasNextPage && (
        <Button variant="subtle" loading={trail.isFetchingNextPage} onClick={() => void trail.fetchNextPage()}>
          {t('conversations.more')}
        </Button>
      )}
    </Page>
  )
}
