import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { LoadFailure } from '@/components/load-failure'
import { quotaQuery } from '../api/quota'
import card from './card.module.css'
import { QuotaForm } from './quota-form'
import { QuotaUse } from './quota-use'

/** The limits of a month: how it stands, and other ones. */
export function Quota() {
  const { t } = useTranslation('owner')
  const quota = useQuery(quotaQuery)
  return (
    <section className={card.card} aria-labelledby="usage-quota">
      <div>
        <h2 id="usage-quota" className={card.heading}>{t('usage.quota.title')}</h2>
        <p className={card.hint}>{t('usage.quota.text')}</p>
      </div>
      {quota.isPending && <Skeleton height={180} radius="md" />}
      <LoadFailure text={t('usage.quota.failed')} query={quota} />
      {quota.data && (
        <>
          <QuotaUse quota={quota.data.quota} />
          <QuotaForm current={quota.data} />
        </>
      )}
    </section>
  )
}
