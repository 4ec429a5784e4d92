import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Citation } from '@/api/types'
import classes from './citation.module.css'
import { sourceSearch } from './source-search'

/** The number inside the text: a link to the passage, or a quiet number while the source is not known yet. */
export function CitationChip({ n, citation }: { n: number; citation: Citation | undefined }) {
  const { t } = useTranslation()
  if (!citation) return <span className={classes.chip} data-quiet>{n}</span>
  return (
    <Link
      to="."
      search={(before) => ({ ...before, ...sourceSearch(citation) })}
      className={classes.chip}
      aria-label={t('citations.open', { n, title: citation.title })}
      title={citation.title}
    >
      {n}
    </Link>
  )
}
