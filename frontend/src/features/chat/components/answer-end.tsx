import { ActionIcon, CopyButton } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { IconCheck, IconCopy, IconZoomQuestion } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import type { Message } from '@/api/types'
import { ActionCard } from '@/components/actions/action-card'
import { Notice } from '@/components/notice'
import { clockTime, fullTime } from '@/lib/time'
import type { Row } from '../api/timeline'
import { AnswerAgain } from './answer-again'
import classes from './answer-row.module.css'
import { CitationList } from './citation-list'
import { ReplyRating } from './reply-rating'
import { VersionPager } from './version-pager'

const PassOn = lazy(() => import('./pass-on'))
const RatingReason = lazy(() => import('./rating-reason'))

interface Props {
  conversationId: string
  message: Message
  row: Extract<Row, { kind: 'answer' }>
  /** Which of how many answers to the same message this is. */
  at: number
  of: number
  onTurn: (to: number) => void
}

/** What stands below an answer's words. */
export function AnswerEnd({ conversationId, message, row, at, of, onTurn }: Props) {
  const { t, i18n } = useTranslation()
  const zone = useMe().tenant.time_zone
  const [explaining, setExplaining] = useState(false)
  const { text, withheld } = message
  const offered = message.passed_on || message.unanswered || message.rating === 'unhelpful'
  return (
    <>
      {message.actions.map((action) => (
        <ActionCard key={action.id} action={action} />
      ))}
      {withheld > 0 && <Notice tone="warn">{t('chat.withheld', { count: withheld })}</Notice>}
      {row.switched && <p className={classes.switched}>{t('chat.otherModel')}</p>}
      <CitationList citations={message.citations} />
      <footer className={classes.footer}>
        <Link to="." search={(before) => ({ ...before, why: message.turn_id })} className={classes.why}>
          <IconZoomQuestion size={16} stroke={1.7} aria-hidden />
          {t('chat.why')}
        </Link>
        <CopyButton value={text ?? ''}>
          {({ copied, copy }) => (
            <ActionIcon
              variant="subtle"
              color="gray"
              size={28}
              onClick={copy}
              aria-label={copied ? t('app.copied') : t('chat.copyAnswer')}
            >
              {copied ? <IconCheck size={16} stroke={2} /> : <IconCopy size={16} stroke={1.7} />}
            </ActionIcon>
          )}
        </CopyButton>
        {row.last && message.actions.length === 0 && <AnswerAgain conversationId={conversationId} turnId={row.turnId} />}
        {of > 1 && <VersionPager at={at} of={of} onTurn={onTurn} />}
        <ReplyRating conversationId={conversationId} message={message} onUnhelpful={() => setExplaining(true)} />
        <time className={classes.time} dateTime={message.created_at} title={fullTime(message.created_at, i18n.language, zone)}>
          {clockTime(message.created_at, i18n.language, zone)}
        </time>
      </footer>
      {offered && !explaining && (
        <Suspense>
          <PassOn conversationId={conversationId} message={message} question={row.question ?? ''} />
        </Suspense>
      )}
      {explaining && (
        <Suspense>
          <RatingReason conversationId={conversationId} messageId={message.id} onDone={() => setExplaining(false)} />
        </Suspense>
      )}
    </>
  )
}
