import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import { membersQuery, shiftsQuery } from '@/api/team'
import { Notice } from '@/components/notice'
import { Page } from '@/components/page'
import page from '@/components/page.module.css'
import { useNow } from '@/lib/use-now'
import { People } from '../components/people'
import { Roster } from '../components/roster'

const route = getRouteApi('/app/team')

export function TeamScreen() {
  const { t } = useTranslation()
  const me = useMe()
  const now = useNow()
  const { add } = route.useSearch()
  const navigate = route.useNavigate()
  const members = useQuery(membersQuery)
  const shifts = useQuery(shiftsQuery)
  const zone = me.tenant.time_zone
  const failed = members.isError || shifts.isError

  return (
    <Page title={t('shell.team')}>
      <p className={page.text}>{t('team.text', { zone: zone.replaceAll('_', ' ') })}</p>
      {failed && <Notice tone="danger">{t('team.failed')}</Notice>}
      {(members.isPending || shifts.isPending) && <Skeleton height={160} radius="lg" />}
      {members.data && (
        <People
          members={members.data}
          shifts={shifts.data ?? []}
          now={now}
          inviting={add === 'person'}
          onInviting={(open) => void navigate({ search: open ? { add: 'person' } : {}, replace: true })}
        />
      )}
      {members.data && shifts.data && (
        <Roster
          members={members.data}
          shifts={shifts.data}
          zone={zone}
          now={now}
          adding={add === 'shift'}
          onAdding={(open) => void navigate({ search: open ? { add: 'shift' } : {}, replace: true })}
        />
      )}
    </Page>
  )
}
