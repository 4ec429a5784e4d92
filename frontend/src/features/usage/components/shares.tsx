import { useTranslation } from 'react-i18next'
import type { Usage } from '@/api/types'
import { personName } from '@/lib/person-name'
import { measureOf } from '../measures'
import type { UsageSearch } from '../search'
import card from './card.module.css'
import { UsedTable } from './used-table'

/** Whose turns and which models it was; the costliest first. */
export function Shares({ usage, search }: { usage: Usage; search: UsageSearch }) {
  const { t } = useTranslation('owner')
  const { t: app } = useTranslation()
  const measure = measureOf(search, usage)
  return (
    <>
      <section className={card.card} aria-labelledby="usage-members">
        <h2 id="usage-members" className={card.heading}>{t('usage.byMember')}</h2>
        <UsedTable
          caption={t('usage.byMember')}
          first={t('usage.member')}
          measure={measure}
          rows={usage.by_member.map(({ member, ...used }) => ({
            key: member.id,
            name: personName(member.name, app),
            used,
            search: { ...search, member: member.id },
          }))}
        />
      </section>
      <section className={card.card} aria-labelledby="usage-models">
        <h2 id="usage-models" className={card.heading}>{t('usage.byModel')}</h2>
        <UsedTable
          caption={t('usage.byModel')}
          first={t('usage.model')}
          measure={measure}
          rows={usage.by_model.map(({ model, ...used }) => ({ key: model, name: model, used, search: { ...search, model } }))}
        />
      </section>
    </>
  )
}
