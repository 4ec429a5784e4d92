import { Button } from '@mantine/core'
import { IconPlayerStop } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useLiveAnswer, useTurnStage } from '@/api/live/hooks'
import { Mark } from '@/components/mark'
import { Notice } from '@/components/notice'
import type { OpenStatus } from '../api/timeline'
import { useTurnCommand } from '../api/turn'
import { Markdown } from './markdown'
import message from './steward-message.module.css'
import classes from './turn-row.module.css'

interface Props {
  turnId: string
  status: OpenStatus
  conversationId: string
}

/** An answer that is not there yet: what is being done, the words so far, or why none came. */
export function TurnRow({ turnId, status, conversationId }: Props) {
  switch (status) {
    case 'failed':
      return <Failed turnId={turnId} conversationId={conversationId} />
    case 'cancelled':
      return <Stopped />
    case 'queued':
    case 'running':
      return <Working turnId={turnId} queued={status === 'queued'} />
  }
}

function Working({ turnId, queued }: { turnId: string; queued: boolean }) {
  const { t } = useTranslation()
  const answer = useLiveAnswer(turnId)
  const stage = useTurnStage(turnId)
  return (
    <div className={message.row}>
      <Mark size={30} pulse={answer === undefined} />
      <div className={message.body}>
        {answer ? (
          <div className={classes.streaming}>
            <Markdown text={answer.text} />
          </div>
        ) : (
          <div className={classes.stage}>
            {t(`chat.${stage ?? (queued ? 'queued' : 'thinking')}`)}
            <span className={classes.dots} aria-hidden>
              <i />
              <i />
              <i />
            </span>
          </div>
        )}
      </div>
    </div>
  )
}

function Failed({ turnId, conversationId }: { turnId: string; conversationId: string }) {
  const { t } = useTranslation()
  const command = useTurnCommand(conversationId)
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
      <strong>{t('chat.failed')}</strong> {t('chat.failedText')}
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
