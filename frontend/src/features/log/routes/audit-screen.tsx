import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMayReadLog } from '@/api/me'
import { LogPage } from '../components/log-page'
import { SealBlocks } from '../components/seal-blocks'
import { SealProof } from '../components/seal-proof'
import { SealStatus } from '../components/seal-status'
import { SealVerify } from '../components/seal-verify'

const route = getRouteApi('/app/log/audit')

/** Whether the log is as it was written: how far it is sealed, and what can be proven. */
export function AuditScreen() {
  const { t } = useTranslation('log')
  const { prove } = route.useSearch()
  const reads = useMayReadLog()
  return (
    <LogPage title={t('audit.title')} lead={t('audit.lead')}>
      <SealStatus />
      <SealVerify />
      {reads && <SealProof key={prove} position={prove} />}
      <SealBlocks />
    </LogPage>
  )
}
