import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Notice } from '@/components/notice'
import { SettingsPage } from '@/components/settings-page'
import { profileQuery } from '../api/profile'
import { BusinessForm } from '../components/business-form'

/** The business itself: everybody may read it. */
export function BusinessScreen() {
  const { t } = useTranslation('owner')
  const profile = useQuery(profileQuery)
  return (
    <SettingsPage lead={t('settings.business.lead')}>
      {profile.isPending && <Skeleton height={480} radius="lg" />}
      {profile.isError && <Notice tone="danger">{t('settings.failed')}</Notice>}
      {profile.data && <BusinessForm current={profile.data} />}
    </SettingsPage>
  )
}
