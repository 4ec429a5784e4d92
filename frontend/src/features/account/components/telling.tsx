import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import { pushQuery } from '@/api/push'
import { Failure } from '@/components/failure'
import { Notice } from '@/components/notice'
import page from '@/components/page.module.css'
import { useChangeTelling, useTelling } from '../api/telling'
import account from './account.module.css'
import { QuietHours } from './quiet-hours'
import { TellingTable } from './telling-table'
import classes from './telling.module.css'

/** What tells the member of a notice, by kind and channel, and when pushes wait. Each change is saved at once. */
export function Telling() {
  const { t } = useTranslation()
  const { tenant } = useMe()
  const telling = useTelling()
  const change = useChangeTelling()
  const push = useQuery(pushQuery)
  const nowhere = push.isSuccess && push.data.devices.length === 0

  return (
    <section className={account.section} aria-labelledby="account-telling">
      <h2 id="account-telling" className={page.heading}>{t('telling.title')}</h2>
      <p className={account.text}>{t('telling.text')}</p>
      {telling.isPending && <Skeleton height={300} radius="lg" />}
      {telling.isError && <Notice tone="danger">{t('telling.failed')}</Notice>}
      {telling.data && (
        <div className={classes.parts}>
          <TellingTable kinds={telling.data.kinds} onChange={change.mutate} />
          {nowhere && <Notice tone="calm">{t('telling.nowhere')}</Notice>}
          <QuietHours
            value={telling.data.quiet_hours}
            zone={tenant.time_zone}
            urgentBreaks={telling.data.urgent_breaks_quiet_hours}
            onChange={(quiet) => change.mutate({ quiet })}
          />
          <Failure error={change.error} />
        </div>
      )}
      <p className={classes.state} role="status">{change.isSuccess && t('telling.saved')}</p>
    </section>
  )
}
