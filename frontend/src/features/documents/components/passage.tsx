import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Passage as Found } from '@/api/types'
import { PassageScores, type Places } from './passage-scores'
import classes from './passage.module.css'

/** As much of a passage as is shown before it is asked for whole. */
const SHORT = 420

interface Props {
  passage: Found
  rank: number
  places: Places
}

/** A passage that was found: how it was ranked and why, and the way to where it stands. */
export function Passage({ passage, rank, places }: Props) {
  const { t } = useTranslation('owner')
  const { t: app } = useTranslation()
  const [whole, setWhole] = useState(false)
  const name = useId()
  const long = passage.text.length > SHORT * 1.2
  return (
    <article className={classes.passage} aria-labelledby={name}>
      <div className={classes.head}>
        <span className={classes.rank}>
          <span className="visually-hidden">{t('find.rank')} </span>
          {rank}
        </span>
        <div className={classes.names}>
          <Link
            id={name}
            className={classes.title}
            to="/documents/$documentId"
            params={{ documentId: passage.document_id }}
            search={{ chunk: passage.chunk_id, version: passage.document_version }}
          >
            {passage.title}
          </Link>
          <span className={classes.facts}>
            {passage.heading !== '' && passage.heading !== passage.title && `${passage.heading} · `}
            {app('citations.version', { version: passage.document_version })}
            {!passage.trusted && ` · ${t('find.untrusted')}`} ·{' '}
            <Link
              to="/documents/$documentId/passages"
              params={{ documentId: passage.document_id }}
              search={{ chunk: passage.chunk_id, version: passage.document_version }}
            >
              {app('citations.howCut')}
            </Link>
          </span>
        </div>
      </div>
      <PassageScores passage={passage} places={places} />
      <p className={classes.text}>{long && !whole ? `${passage.text.slice(0, SHORT).trimEnd()} …` : passage.text}</p>
      {long && (
        <Button className={classes.more} size="compact-sm" variant="subtle" aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {t(whole ? 'find.less' : 'find.whole')}
        </Button>
      )}
    </article>
  )
}
