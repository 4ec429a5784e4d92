import { IconShieldCheck, IconShieldExclamation } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { Fragment, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { DocumentDetail } from '@/api/types'
import { locate } from '@/lib/locate'
import classes from './document-text.module.css'
import { Notice } from './notice'

interface Props {
  document: DocumentDetail
  chunkId?: string | undefined
}

/** A document's text; the cited passage is marked and scrolled to. */
export function DocumentText({ document, chunkId }: Props) {
  const { t } = useTranslation()
  const mark = useRef<HTMLElement>(null)
  const chunk = chunkId === undefined ? undefined : document.chunks.find((one) => one.id === chunkId)
  const span = chunk && locate(document.text, chunk.text)
  const trusted = document.trust === 'trusted'

  useEffect(() => {
    mark.current?.scrollIntoView({ block: 'center' })
  }, [chunkId, document.id])

  return (
    <>
      <div className={classes.facts}>
        <span>{t('citations.version', { version: document.version })}</span>
        <span className={classes.trust} data-trusted={trusted || undefined}>
          {trusted ? <IconShieldCheck size={16} stroke={1.7} aria-hidden /> : <IconShieldExclamation size={16} stroke={1.7} aria-hidden />}
          {trusted ? t('citations.trusted') : t('citations.untrusted')}
        </span>
      </div>
      {document.status === 'removed' ? (
        <Notice tone="warn">{t('citations.withdrawn')}</Notice>
      ) : (
        document.newest_version !== document.version && (
          <Notice tone="warn">
            {t('citations.outdated', { newest: document.newest_version })}{' '}
            <Link
              to="/documents/$documentId/versions"
              params={{ documentId: document.id }}
              search={{ from: document.version, to: document.newest_version }}
            >
              {t('citations.whatChanged')}
            </Link>
          </Notice>
        )
      )}
      {chunkId !== undefined && !chunk && <Notice tone="warn">{t('citations.lost')}</Notice>}
      {chunk && <p className="visually-hidden">{t('citations.cited')}</p>}
      <div className={classes.text}>
        {span ? (
          <>
            <Lines text={document.text.slice(0, span.from)} />
            <mark ref={mark}>
              <Lines text={document.text.slice(span.from, span.to)} />
            </mark>
            <Lines text={document.text.slice(span.to)} />
          </>
        ) : chunk ? (
          // The chunk was normalised when it was cut: shown by itself rather than not at all.
          <mark ref={mark}>{chunk.text}</mark>
        ) : (
          <Lines text={document.text} />
        )}
      </div>
    </>
  )
}

/** Text as it is, except that a heading's marks become a heading's looks. */
function Lines({ text }: { text: string }) {
  return text.split('\n').map((line, index) => {
    const heading = /^#{1,6}\s+(.*)$/.exec(line)?.[1]
    return (
      <Fragment key={index}>
        {index > 0 && '\n'}
        {heading === undefined ? line : <strong className={classes.heading}>{heading}</strong>}
      </Fragment>
    )
  })
}
