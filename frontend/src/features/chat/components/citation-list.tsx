import { Link } from '@tanstack/react-router'
import { IconFileText } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Citation } from '@/api/types'
import classes from './citation.module.css'
import { sourceSearch } from './source-search'

export function CitationList({ citations }: { citations: readonly Citation[] }) {
  const { t } = useTranslation()
  if (citations.length === 0) return null
  return (
    <ul className={classes.list} aria-label={t('citations.list')}>
      {citations.map((citation) => (
        <li key={citation.n}>
          <Link to="." search={(before) => ({ ...before, ...sourceSearch(citation) })} className={classes.source}>
            <span className={classes.number}>{citation.n}</span>
            <IconFileText size={15} stroke={1.7} aria-hidden />
            <span className={classes.name}>{citation.title}</span>
            {!citation.current && <span className={classes.changed}>{t('citations.changed')}</span>}
          </Link>
        </li>
      ))}
    </ul>
  )
}
