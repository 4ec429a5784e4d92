import { Button, Skeleton } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { IconBuildingStore } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { EmptyNote } from '@/components/empty-note'
import { Notice } from '@/components/notice'
import { Page } from '@/components/page'
import page from '@/components/page.module.css'
import { tenantsQuery } from '../api/tenants'
import { TenantRow } from '../components/tenant-row'

/** The businesses of this deployment, for its operators. */
export function OperatorScreen() {
  const { t } = useTranslation()
  const tenants = useInfiniteQuery(tenantsQuery)
  return (
    <Page title={t('operator.title')}>
      <p className={page.text}>{t('operator.lead')}</p>
      {tenants.isPending && <Skeleton height={72} radius="lg" />}
      {tenants.isError && <Notice tone="danger">{t('operator.failed')}</Notice>}
      {tenants.data?.length === 0 && (
        <EmptyNote icon={IconBuildingStore} title={t('operator.empty')} text={t('operator.emptyText')} />
      )}
      <ul className={page.list}>
        {tenants.data?.map((tenant) => (
          <li key={tenant.id}>
            <TenantRow tenant={tenant} />
          </li>
        ))}
      </ul>
      {tenants.hasNextPage && (
        <Button variant="subtle" loading={tenants.isFetchingNextPage} onClick={() => void tenants.fetchNextPage()}>
          {t('conversations.more')}
        </Button>
      )}
    </Page>
  )
}
