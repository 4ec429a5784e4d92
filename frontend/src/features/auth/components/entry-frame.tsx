import { IconMessage2Check, IconQuote, IconZoomQuestion } from '@tabler/icons-react'
import { useEffect, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Mark } from '@/components/mark'
import { setPageTitle } from '@/lib/page-title'
import classes from './entry-frame.module.css'

/** The way in, whichever door: what Steward is on one side, one form on the other. */
export function EntryFrame({ title, children }: { title: string; children: ReactNode }) {
  const { t } = useTranslation()
  useEffect(() => setPageTitle(title), [title])
  return (
    <div className={classes.page}>
      <aside className={classes.story}>
        <div className={classes.brand}>
          <Mark size={36} />
          <span>Steward</span>
        </div>
        <p className={classes.tagline}>{t('app.tagline')}</p>
        <ul className={classes.promises}>
          <li><IconQuote size={20} stroke={1.6} aria-hidden />{t('auth.promiseAnswers')}</li>
          <li><IconMessage2Check size={20} stroke={1.6} aria-hidden />{t('auth.promiseActs')}</li>
          <li><IconZoomQuestion size={20} stroke={1.6} aria-hidden />{t('auth.promiseExplains')}</li>
        </ul>
      </aside>
      <main className={classes.main}>
        <div className={classes.card}>{children}</div>
      </main>
    </div>
  )
}
