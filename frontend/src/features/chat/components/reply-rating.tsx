import { ActionIcon } from '@mantine/core'
import { IconThumbDown, IconThumbDownFilled, IconThumbUp, IconThumbUpFilled } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Message } from '@/api/types'
import { useRating, type Rating } from '../api/use-rating'

interface Props {
  conversationId: string
  message: Message
  /** Told when a reason would help. */
  onUnhelpful: () => void
}

/** Two thumbs; the one that was chosen is filled, and takes it back when chosen again. */
export function ReplyRating({ conversationId, message, onUnhelpful }: Props) {
  const { t } = useTranslation()
  const rate = useRating(conversationId, message.id)
  // What was clicked shows at once, and is what the list says again if it could not be noted.
  const shown = rate.isPending ? rate.variables.rating : (message.rating ?? null)

  const thumb = (rating: Rating) => {
    const chosen = shown === rating
    const up = rating === 'helpful'
    const Icon = up ? (chosen ? IconThumbUpFilled : IconThumbUp) : chosen ? IconThumbDownFilled : IconThumbDown
    return (
      <ActionIcon
        variant="subtle"
        color="gray"
        size={28}
        aria-label={t(up ? 'chat.helpful' : 'chat.unhelpful')}
        aria-pressed={chosen}
        onClick={() => {
          rate.mutate({ rating: chosen ? null : rating })
          if (!up && !chosen) onUnhelpful()
        }}
      >
        <Icon size={16} stroke={1.7} />
      </ActionIcon>
    )
  }

  return (
    <>
      {thumb('helpful')}
      {thumb('unhelpful')}
      {rate.isError && <span role="alert">{t('chat.ratingFailed')}</span>}
    </>
  )
}
