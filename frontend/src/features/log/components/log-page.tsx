import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useMayOverseeLog, useMayReadLog } from '@/api/me'
import page from '@/components/page.module.css'
import { ScreenHeader } from '@/components/screen-header'
import { SectionNav } from '@/components/section-nav'
import classes from './log.module.css'

const READING = [
  { to: '/log/events', name: 'events' },
  { to: '/log/timeline', name: 'timeline' },
  { to: '/log/history', name: 'history' },
] as const

const KEEPING = [
  { to: '/log/audit', name: 'audit' },
  { to: '/log/projections', name: 'projections' },
  { to: '/log/dead-letters', name: 'letters' },
] as const

/** A view of the log: its header, the ways to the views that the member may see, and a wide column that scrolls. */
export function LogPage({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  const { t } = useTranslation('log')
  const reads = useMayReadLog()
  const oversees = useMayOverseeLog()
  const views = [...(reads ? READING : []), ...(oversees ? KEEPING : [])]
  return (
    <>
      <ScreenHeader title={title} />
      {views.length > 0 && (
        <SectionNav label={t('views')} ways={views.map(({ to, name }) => ({ to, label: t(`${name}.tab`) }))} />
      )}
      <div className={page.scroll} role="region" aria-label={title} tabIndex={0}>
        <div className={`${page.column} ${classes.wide}`}>
          <p className={page.text}>{lead}</p>
          {children}
        </div>
      </div>
    </>
  )
}
