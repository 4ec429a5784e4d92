import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Notice } from '@/components/notice'
import { SettingsPage } from '@/components/settings-page'
import { policiesQuery } from '../api/settings'
import { PoliciesForm } from '../components/policies-form'

/** What the steward may do by itself: everybody may read it. */
export function PoliciesScreen() {
  const { t } = useTranslation('owner')
  const policies = useQuery(policiesQuery)
  return (
    <SettingsPage lead={t('settings.policies.lead')}>
      {policies.isPending && <Skeleton height={480} radius="lg" />}
      {policies.isError && <Notice tone="danger">{t('settings.failed')}</Notice>}
      {policies.data && <PoliciesForm current={policies.data} />}
    </SettingsPage>
  )
}
