import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { IconChartBar, IconLock } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useMayManage, useMe } from '@/api/me'
import { EmptyNote } from '@/components/empty-note'
import { LoadFailure } from '@/components/load-failure'
import { SettingsPage } from '@/components/settings-page'
import { useNow } from '@/lib/use-now'
import { usageQuery } from '../api/usage'
import { Days } from '../components/days'
import { PeriodChoice } from '../components/period-choice'
import { Quota } from '../components/quota'
import { Shares } from '../components/shares'
import { Totals } from '../components/totals'
import { Turns } from '../components/turns'
import { periodOf } from '../period'
import { changed, type UsageSearch } from '../search'
import { TURNS } from '../turns-place'

const route = getRouteApi('/app/settings/usage')

/** What the steward uses and costs: for those who run the business. */
export function UsageScreen() {
  const { t } = useTranslation('owner')
  const { tenant } = useMe()
  if (!useMayManage()) {
    return (
      <SettingsPage lead={t('usage.lead')}>
        <EmptyNote icon={IconLock} title={t('settings.noAccess')} text={t('usage.noAccess', { tenant: tenant.name })} />
      </SettingsPage>
    )
  }
  return (
    <SettingsPage lead={t('usage.lead')}>
      <UsedIn zone={tenant.time_zone} />
      <Quota />
    </SettingsPage>
  )
}

/** A period, its sums, and the turns behind them. */
function UsedIn({ zone }: { zone: string }) {
  const { t } = useTranslation('owner')
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const period = periodOf(search.days, useNow(), zone)
  const usage = useQuery(usageQuery(period))
  const go = (next: UsageSearch) => void navigate({ search: next, replace: true })
  return (
    <>
      {/* A day of the old period may not be one of the new. */}
      <PeriodChoice days={search.days} period={usage.data ?? period} onChange={(days) => go(changed(search, { days, day: undefined }))} />
      {usage.isPending && <Skeleton height={420} radius="lg" />}
      <LoadFailure text={t('usage.failed')} query={usage} />
      {usage.data && (
        <>
          <Totals total={usage.data.total} />
          {usage.data.total.calls === 0 ? (
            <EmptyNote icon={IconChartBar} title={t('usage.empty')} text={t('usage.emptyText')} />
          ) : (
            <>
              <Days
                usage={usage.data}
                search={search}
                onChange={go}
                onChoose={(day) => void navigate({ search: changed(search, { day }), hash: TURNS })}
              />
              <Shares usage={usage.data} search={search} />
              <Turns usage={usage.data} period={period} search={search} onChange={go} />
            </>
          )}
        </>
      )}
    </>
  )
}
