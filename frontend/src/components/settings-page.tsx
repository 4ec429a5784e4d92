import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useMayManage } from '@/api/me'
import page from './page.module.css'
import { ScreenHeader } from './screen-header'
import { SectionNav } from './section-nav'

const PARTS = [
  { to: '/settings/business', name: 'business' },
  { to: '/settings/steward', name: 'agent' },
  { to: '/settings/policies', name: 'policies' },
  { to: '/settings/notices', name: 'notices' },
] as const

/** For those alone who run the business. */
const COSTS = { to: '/settings/usage', name: 'usage' } as const

/** One part of the settings: the ways to the others, and a column that scrolls. */
export function SettingsPage({ lead, children }: { lead: string; children: ReactNode }) {
  const { t } = useTranslation('owner')
  const parts = useMayManage() ? [...PARTS, COSTS] : PARTS
  return (
    <>
      <ScreenHeader title={t('settings.title')} />
      <SectionNav label={t('settings.parts')} ways={parts.map(({ to, name }) => ({ to, label: t(`settings.${name}.tab`) }))} />
      <div className={page.scroll} role="region" aria-label={t('settings.title')} tabIndex={0}>
        <div className={page.column}>
          <p className={page.text}>{lead}</p>
          {children}
        </div>
      </div>
    </>
  )
}
