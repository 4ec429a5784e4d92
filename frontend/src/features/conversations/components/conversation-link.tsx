import { Link } from '@tanstack/react-router'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '@/api/types'
import { plainText } from '@/lib/plain-text'
import { relativeTime } from '@/lib/time'
import classes from './conversation-link.module.css'

interface Props {
  conversation: Conversation
  now: number
  onOpen: () => void
}

export const ConversationLink = memo(function ConversationLink({ conversation, now, onOpen }: Props) {
  const { t, i18n } = useTranslation()
  const when = conversation.last_message_at ?? conversation.created_at
  return (
    <Link
      to="/c/$conversationId"
      params={{ conversationId: conversation.id }}
      className={classes.link}
      activeProps={{ 'aria-current': 'page' }}
      onClick={onOpen}
    >
      <span className={classes.title}>{conversation.title ?? t('conversations.untitled')}</span>
      <time className={classes.time} dateTime={when}>
        {relativeTime(when, now, i18n.language)}
      </time>
      <span className={classes.preview}>
        {conversation.last_message_preview ? plainText(conversation.last_message_preview) : t('conversations.noPreview')}
      </span>
    </Link>
  )
})
