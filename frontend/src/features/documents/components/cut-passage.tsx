import { useEffect, useId, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { DocumentDetail } from '@/api/types'
import { failureWords } from '@/components/failure-words'
import { relativeTime } from '@/lib/time'
import { useNow } from '@/lib/use-now'
import type { Piece } from '../cut'
import classes from './cut-text.module.css'

type Chunk = DocumentDetail['chunks'][number]

interface Props {
  piece: Piece<Chunk> & { chunk: Chunk }
  /** How many there are. */
  of: number
  /** It is the one that a link led to. */
  sought: boolean
}

/** A passage: its place, its headings, its length, and whether it is found by its meaning. */
export function CutPassage({ piece, of, sought }: Props) {
  const { t, i18n } = useTranslation('owner')
  const name = useId()
  const item = useRef<HTMLLIElement>(null)
  const { chunk, repeated, text } = piece
  useEffect(() => {
    if (sought) item.current?.scrollIntoView({ block: 'center' })
  }, [sought])
  return (
    <li ref={item} className={classes.item} aria-current={sought || undefined}>
      <article className={classes.passage} aria-labelledby={name} data-sought={sought || undefined}>
        <header className={classes.head}>
          <h2 id={name} className={classes.name}>
            {t('document.passage', { place: chunk.ordinal, of })}
          </h2>
          {chunk.heading !== '' && <span>{chunk.heading}</span>}
          <span>{t('document.length', { count: chunk.text.length, formatted: chunk.text.length.toLocaleString(i18n.language) })}</span>
          <Meaning chunk={chunk} />
        </header>
        {sought && <p className={classes.sought}>{t('document.sought')}</p>}
        <p className={classes.text}>
          {repeated.trim() !== '' && (
            <span className={classes.repeated}>
              <span className={classes.label}>{t('document.repeated')} </span>
              {repeated}
            </span>
          )}
          {text}
        </p>
      </article>
    </li>
  )
}

/** Whether it is found by its meaning, or why not. */
function Meaning({ chunk }: { chunk: Chunk }) {
  const { t, i18n } = useTranslation('owner')
  const { t: app } = useTranslation()
  const now = useNow()
  const { failure, meaning } = chunk
  return (
    <span className={classes.meaning} data-meaning={meaning}>
      {t(`document.meaning.${meaning}`)}
      {failure && ` ${t('document.tries', { count: failure.attempts })} ${failureWords(failure.kind, app)}`}
      {failure?.next_try_at && ` ${t('document.nextTry', { when: relativeTime(failure.next_try_at, now, i18n.language) })}`}
    </span>
  )
}
