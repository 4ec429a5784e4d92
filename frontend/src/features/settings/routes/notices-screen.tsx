import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import { Notice } from '@/components/notice'
import { SettingsPage } from '@/components/settings-page'
import { noticesQuery } from '../api/settings'
import { NoticesForm } from '../components/notices-form'

/** How people are told of what concerns them: everybody may read it. */
export function NoticesScreen() {
  const { t } = useTranslation('owner')
  const { tenant } = useMe()
  const notices = useQuery(noticesQuery)
  return (
    <SettingsPage lead={t('settings.notices.lead', { zone: tenant.time_zone })}>
      {notices.isPending && <Skeleton height={480} radius="lg" />}
      {notices.isError && <Notice tone="danger">{t('settings.failed')}</Notice>}
      {notices.data && <NoticesForm current={notices.data} />}
    </SettingsPage>
  )
}
