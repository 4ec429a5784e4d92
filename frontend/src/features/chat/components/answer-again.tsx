import { ActionIcon } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useTurnCommand } from '../api/turn'

/** Asks for another answer; the one that is there stays beside it. */
export function AnswerAgain({ conversationId, turnId }: { conversationId: string; turnId: string }) {
  const { t } = useTranslation()
  const command = useTurnCommand(conversationId)
  return (
    <>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={28}
        loading={command.isPending}
        aria-label={t('chat.answerAgain')}
        title={t('chat.answerAgain')}
        onClick={() => command.mutate({ turnId, command: 'retry' })}
      >
        <IconRefresh size={16} stroke={1.7} />
      </ActionIcon>
      {command.isError && <span role="alert">{command.error.message}</span>}
    </>
  )
}
