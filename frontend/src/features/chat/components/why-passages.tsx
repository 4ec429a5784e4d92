import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Citation, TurnContext } from '@/api/types'
import classes from './why.module.css'

interface Props {
  chunks: TurnContext['chunks']
  citations: readonly Citation[]
}

export function WhyPassages({ chunks, citations }: Props) {
  const { t, i18n } = useTranslation()
  if (chunks.length === 0) return null
  const cited = new Set(citations.map((one) => one.chunk_id))
  const best = Math.max(...chunks.map((one) => one.score), 1e-9)
  return (
    <section className={classes.section} aria-labelledby="why-passages">
      <h3 id="why-passages" className={classes.heading}>{t('why.passages')}</h3>
      <ol className={classes.rows}>
        {chunks.map((chunk) => (
          <li key={chunk.chunk_id} className={classes.passage}>
            <Link
              to="."
              search={(before) => ({
                ...before,
                source: chunk.document_id,
                version: chunk.document_version,
                chunk: chunk.chunk_id,
              })}
              className={classes.name}
            >
              {chunk.title}
            </Link>
            {cited.has(chunk.chunk_id) && <span className={classes.tag}>{t('why.cited')}</span>}
            <span className={classes.score}>
              {t('why.score', { score: chunk.score.toLocaleString(i18n.language, { minimumFractionDigits: 2, maximumFractionDigits: 2 }) })}
            </span>
            <Link
              to="/documents/$documentId/passages"
              params={{ documentId: chunk.document_id }}
              search={{ chunk: chunk.chunk_id, version: chunk.document_version }}
              aria-label={t('citations.howCutOf', { title: chunk.title })}
              className={classes.cut}
            >
              {t('citations.howCut')}
            </Link>
            <progress className={classes.bar} max={best} value={chunk.score} aria-hidden />
          </li>
        ))}
      </ol>
    </section>
  )
}
