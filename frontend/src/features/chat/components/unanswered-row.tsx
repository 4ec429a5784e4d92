import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { IconPlayerStop } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { failureWords } from '@/components/failure-words'
import { Notice } from '@/components/notice'
import { turnQuery, useTurnCommand } from '../api/turn'
import classes from './unanswered-row.module.css'

interface Props {
  turnId: string
  status: 'failed' | 'cancelled'
  conversationId: string
}

/** Why no answer came. */
export function UnansweredRow({ turnId, status, conversationId }: Props) {
  return status === 'failed' ? <Failed turnId={turnId} conversationId={conversationId} /> : <Stopped />
}

function Failed({ turnId, conversationId }: { turnId: string; conversationId: string }) {
  const { t } = useTranslation()
  const command = useTurnCommand(conversationId)
  const turn = useQuery(turnQuery(turnId))
  return (
    <Notice
      tone="danger"
      action={
        <Button
          size="compact-sm"
          color="red"
          variant="light"
          loading={command.isPending}
          onClick={() => command.mutate({ turnId, command: 'retry' })}
        >
          {t('chat.tryAgain')}
        </Button>
      }
    >
      <strong>{t('chat.failed')}</strong> {turn.data && `${failureWords(turn.data.failure, t)} `}
      {t('chat.failedText')}
    </Notice>
  )
}

function Stopped() {
  const { t } = useTranslation()
  return (
    <p className={classes.stopped}>
      <IconPlayerStop size={15} stroke={1.8} aria-hidden />
      {t('chat.stopped')}
    </p>
  )
}
