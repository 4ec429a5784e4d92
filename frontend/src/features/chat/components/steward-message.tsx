import { ActionIcon, CopyButton } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { IconCheck, IconCopy, IconZoomQuestion } from '@tabler/icons-react'
import { lazy, memo, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import type { Message } from '@/api/types'
import { Mark } from '@/components/mark'
import { Notice } from '@/components/notice'
import { clockTime, fullTime } from '@/lib/time'
import { ActionCard } from '@/components/actions/action-card'
import { AnswerAgain } from './answer-again'
import { CitationList } from './citation-list'
import { Markdown } from './markdown'
import { ReplyRating } from './reply-rating'
import classes from './steward-message.module.css'
import { VersionPager } from './version-pager'

const RatingReason = lazy(() => import('./rating-reason'))

interface Props {
  conversationId: string
  message: Message
  /** The first model could not, and another one wrote it. */
  switched: boolean
  /** It answers the last message, so that another answer can be asked for. */
  last: boolean
  /** All answers to the same message, if there are several; this one is the last. */
  versions: readonly Message[] | undefined
}

/** An answer: prose across the column, then what was done about it, then where it comes from. */
export const StewardMessage = memo(function StewardMessage({ conversationId, message: newest, switched, last, versions }: Props) {
  const { t, i18n } = useTranslation()
  const zone = useMe().tenant.time_zone
  // Which answer was leafed to; a newer one is shown once it comes.
  const [turned, setTurned] = useState<{ at: number; of: number }>()
  const of = versions?.length ?? 1
  const at = turned?.of === of ? turned.at : of - 1
  const message = versions?.[at] ?? newest
  const { text, withheld } = message
  const [explaining, setExplaining] = useState(false)
  return (
    <article className={classes.row} aria-label={t('chat.steward')}>
      <Mark size={30} />
      <div className={classes.body}>
        <Markdown text={text ?? t('app.erased')} citations={message.citations} />
        {message.actions.map((action) => (
          <ActionCard key={action.id} action={action} />
        ))}
        {withheld > 0 && <Notice tone="warn">{t('chat.withheld', { count: withheld })}</Notice>}
        {switched && <p className={classes.switched}>{t('chat.otherModel')}</p>}
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
          {last && message.actions.length === 0 && <AnswerAgain conversationId={conversationId} turnId={newest.turn_id} />}
          {of > 1 && <VersionPager at={at} of={of} onTurn={(to) => setTurned({ at: to, of })} />}
          <ReplyRating conversationId={conversationId} message={message} onUnhelpful={() => setExplaining(true)} />
          <time
            className={classes.time}
            dateTime={message.created_at}
            title={fullTime(message.created_at, i18n.language, zone)}
          >
            {clockTime(message.created_at, i18n.language, zone)}
          </time>
        </footer>
        {explaining && (
          <Suspense>
            <RatingReason conversationId={conversationId} messageId={message.id} onDone={() => setExplaining(false)} />
          </Suspense>
        )}
      </div>
    </article>
  )
})
