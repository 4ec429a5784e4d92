import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import type { Message } from '@/api/types'
import { personName } from '@/lib/person-name'
import { clockTime, fullTime } from '@/lib/time'
import classes from './member-message.module.css'

export const MemberMessage = memo(function MemberMessage({ message }: { message: Message }) {
  const { t, i18n } = useTranslation()
  const me = useMe()
  const zone = me.tenant.time_zone
  const mine = message.author === null || message.author.id === me.id
  const name = mine ? t('chat.you') : personName(message.author?.name ?? null, t)
  return (
    <article className={classes.row} aria-label={name}>
      <div className={classes.bubble}>{message.text ?? <em>{t('app.erased')}</em>}</div>
      <div className={classes.meta}>
        {!mine && <span>{name}</span>}
        <time dateTime={message.created_at} title={fullTime(message.created_at, i18n.language, zone)}>
          {clockTime(message.created_at, i18n.language, zone)}
        </time>
      </div>
    </article>
  )
})
