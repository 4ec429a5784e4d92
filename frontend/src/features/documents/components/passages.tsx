import { IconFileSearch } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Passages as Found } from '@/api/types'
import { EmptyNote } from '@/components/empty-note'
import { Notice } from '@/components/notice'
import page from '@/components/page.module.css'
import { placesOf } from '../places'
import { Passage } from './passage'

/** What a search has found, the best first. */
export function Passages({ found }: { found: Found }) {
  const { t } = useTranslation('owner')
  const { t: app } = useTranslation()
  const { results } = found
  const lexical = placesOf(results.map((one) => one.lexical))
  const semantic = placesOf(results.map((one) => one.semantic))
  return (
    <>
      {found.lexical_only && <Notice tone="warn">{t('find.lexicalOnly')}</Notice>}
      <p className={page.text} role="status">{t('find.found', { count: results.length })}</p>
      {results.length === 0 && (
        <EmptyNote icon={IconFileSearch} title={t('find.none')} text={t('find.noneText')}>
          <Link to="/documents">{app('documents.title')}</Link>
        </EmptyNote>
      )}
      <ol className={page.list} aria-label={t('find.results')}>
        {results.map((passage, index) => (
          <li key={passage.chunk_id}>
            <Passage
              passage={passage}
              rank={index + 1}
              places={{ of: results.length, lexical: lexical[index], semantic: semantic[index] }}
            />
          </li>
        ))}
      </ol>
    </>
  )
}
