import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { IconLock } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useMayManage, useMe } from '@/api/me'
import { EmptyNote } from '@/components/empty-note'
import { Notice } from '@/components/notice'
import { SettingsPage } from '@/components/settings-page'
import { agentQuery } from '../api/settings'
import { AgentForm } from '../components/agent-form'

/** How the steward is set up: for those who run the business; others are told who they are. */
export function AgentScreen() {
  const { t } = useTranslation('owner')
  const { tenant } = useMe()
  const may = useMayManage()
  const agent = useQuery({ ...agentQuery, enabled: may })
  return (
    <SettingsPage lead={t('settings.agent.lead')}>
      {!may && (
        <EmptyNote icon={IconLock} title={t('settings.noAccess')} text={t('settings.noAccessText', { tenant: tenant.name })}>
          <Link to="/settings/policies">{t('settings.seePolicies')}</Link>
        </EmptyNote>
      )}
      {may && agent.isPending && <Skeleton height={480} radius="lg" />}
      {agent.isError && <Notice tone="danger">{t('settings.failed')}</Notice>}
      {agent.data && <AgentForm current={agent.data} models={agent.data.models} />}
    </SettingsPage>
  )
}
