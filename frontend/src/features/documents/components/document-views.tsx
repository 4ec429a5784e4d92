import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import classes from '@/components/section-nav.module.css'

interface Props {
  documentId: string
  /** The version that is looked at, if it is not the newest. */
  version: number | undefined
}

/** The ways to look at a document: its text, how it is cut, and what it said before. */
export function DocumentViews({ documentId, version }: Props) {
  const { t } = useTranslation('owner')
  const same = {
    params: { documentId },
    search: version === undefined ? {} : { version },
    className: classes.way,
    activeProps: { 'aria-current': 'page' },
    activeOptions: { exact: true, includeSearch: false },
  } as const
  return (
    <nav className={classes.ways} aria-label={t('document.views')}>
      <Link to="/documents/$documentId" {...same}>
        {t('document.text')}
      </Link>
      <Link to="/documents/$documentId/passages" {...same}>
        {t('document.passages')}
      </Link>
      <Link to="/documents/$documentId/versions" {...same} search={{}}>
        {t('document.versions')}
      </Link>
    </nav>
  )
}
