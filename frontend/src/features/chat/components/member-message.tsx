import { ActionIcon } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import type { Message } from '@/api/types'
import { personName } from '@/lib/person-name'
import { clockTime, fullTime } from '@/lib/time'
import { useComposing } from '../api/composing'
import classes from './member-message.module.css'

interface Props {
  message: Message
  /** The last one of the member's. */
  last: boolean
}

export const MemberMessage = memo(function MemberMessage({ message, last }: Props) {
  const { t, i18n } = useTranslation()
  const me = useMe()
  const compose = useComposing()
  const zone = me.tenant.time_zone
  const mine = message.author === null || message.author.id === me.id
  const name = mine ? t('chat.you') : personName(message.author?.name ?? null, t)
  return (
    <article className={classes.row} aria-label={name}>
      <div className={classes.bubble}>{message.text ?? <em>{t('app.erased')}</em>}</div>
      <div className={classes.meta}>
        {last && mine && message.text !== null && (
          <ActionIcon
            variant="subtle"
            color="gray"
            size={26}
            aria-label={t('chat.edit')}
            title={t('chat.edit')}
            onClick={() => compose(message.text ?? '')}
          >
            <IconPencil size={15} stroke={1.7} />
          </ActionIcon>
        )}
        {!mine && <span>{name}</span>}
        <time dateTime={message.created_at} title={fullTime(message.created_at, i18n.language, zone)}>
          {clockTime(message.created_at, i18n.language, zone)}
        </time>
      </div>
    </article>
  )
})
