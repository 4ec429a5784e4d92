import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import page from '@/components/page.module.css'
import { ScreenHeader } from '@/components/screen-header'
import classes from './log.module.css'

/** A view of the log: its header, the ways to the other views, and a wide column that scrolls. */
export function LogPage({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  const { t } = useTranslation('log')
  return (
    <>
      <ScreenHeader title={title} />
      <nav className={classes.views} aria-label={t('views')}>
        <Link to="/log/events" className={classes.view} activeProps={{ 'aria-current': 'page' }} activeOptions={{ includeSearch: false }}>
          {t('events.tab')}
        </Link>
        <Link to="/log/timeline" className={classes.view} activeProps={{ 'aria-current': 'page' }} activeOptions={{ includeSearch: false }}>
          {t('timeline.tab')}
        </Link>
      </nav>
      <div className={page.scroll} role="region" aria-label={title} tabIndex={0}>
        <div className={`${page.column} ${classes.wide}`}>
          <p className={page.text}>{lead}</p>
          {children}
        </div>
      </div>
    </>
  )
}
