import { Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Notice } from '@/components/notice'
import { useRating } from '../api/use-rating'
import classes from './rating-reason.module.css'

interface Props {
  conversationId: string
  messageId: string
  onDone: () => void
}

/** What was wrong with a reply, in its reader's words. */
export default function RatingReason({ conversationId, messageId, onDone }: Props) {
  const { t } = useTranslation()
  const [reason, setReason] = useState('')
  const rate = useRating(conversationId, messageId)

  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        rate.mutate({ rating: 'unhelpful', reason: reason.trim() }, { onSuccess: onDone })
      }}
    >
      <Textarea
        label={t('chat.whatWasWrong')}
        description={t('chat.whatWasWrongHint')}
        value={reason}
        maxLength={1000}
        autosize
        minRows={2}
        data-autofocus
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {rate.isError && <Notice tone="danger">{rate.error.message}</Notice>}
      <div className={classes.buttons}>
        <Button type="submit" size="compact-md" loading={rate.isPending} disabled={reason.trim() === ''}>
          {t('chat.sendReason')}
        </Button>
        <Button size="compact-md" variant="subtle" color="gray" onClick={onDone}>
          {t('chat.noReason')}
        </Button>
      </div>
    </form>
  )
}
