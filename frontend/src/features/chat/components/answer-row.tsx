import { useDeferredValue, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLiveAnswer } from '@/api/live/hooks'
import { Mark } from '@/components/mark'
import type { Row } from '../api/timeline'
import { AnswerEnd } from './answer-end'
import classes from './answer-row.module.css'
import { Markdown } from './markdown'
import { TurnStage } from './turn-stage'

interface Props {
  conversationId: string
  row: Extract<Row, { kind: 'turn' | 'answer' }>
}

/**
 * An answer: what is being done, then the words as they come, then all of them with what was done
 * about it and where it comes from. One component from the first word to the last, so that nothing
 * that was read is drawn anew.
 */
export function AnswerRow({ conversationId, row }: Props) {
  const { t } = useTranslation()
  const versions = row.kind === 'answer' ? row.versions : undefined
  // Which answer was leafed to; a newer one is shown once it comes.
  const [turned, setTurned] = useState<{ at: number; of: number }>()
  const of = versions?.length ?? 1
  const at = turned?.of === of ? turned.at : of - 1
  const message = row.kind === 'answer' ? (versions?.[at] ?? row.message) : undefined
  // Whoever types goes before what is read.
  const coming = useDeferredValue(useLiveAnswer(message ? undefined : row.turnId)?.text)
  const text = message ? (message.text ?? t('app.erased')) : coming
  return (
    <div className={classes.row} role={message && 'article'} aria-label={message && t('chat.steward')}>
      <Mark size={30} pulse={text === undefined} />
      <div className={classes.body}>
        {text === undefined ? (
          row.kind === 'turn' && <TurnStage turnId={row.turnId} phase={row.phase ?? (row.status === 'queued' ? 'queued' : 'thinking')} />
        ) : (
          <div className={message ? undefined : classes.coming}>
            <Markdown text={text} {...(message ? { citations: message.citations } : {})} />
          </div>
        )}
        {message && row.kind === 'answer' && (
          <AnswerEnd conversationId={conversationId} message={message} row={row} at={at} of={of} onTurn={(to) => setTurned({ at: to, of })} />
        )}
      </div>
    </div>
  )
}
