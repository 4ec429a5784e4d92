import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { IconPlayerStop } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useLiveAnswer, useTurnStage } from '@/api/live/hooks'
import type { TurnPhase } from '@/api/types'
import { failureWords } from '@/components/failure-words'
import { Mark } from '@/components/mark'
import { Notice } from '@/components/notice'
import type { OpenStatus } from '../api/timeline'
import { turnQuery, useTurnCommand } from '../api/turn'
import { Markdown } from './markdown'
import message from './steward-message.module.css'
import classes from './turn-row.module.css'

interface Props {
  turnId: string
  status: OpenStatus
  phase: TurnPhase | undefined
  conversationId: string
}

/** An answer that is not there yet: what is being done, the words so far, or why none came. */
export function TurnRow({ turnId, status, phase, conversationId }: Props) {
  switch (status) {
    case 'failed':
      return <Failed turnId={turnId} conversationId={conversationId} />
    case 'cancelled':
      return <Stopped />
    case 'queued':
    case 'running':
      return <Working turnId={turnId} phase={phase ?? (status === 'queued' ? 'queued' : 'thinking')} />
  }
}

function Working({ turnId, phase }: { turnId: string; phase: TurnPhase }) {
  const { t } = useTranslation()
  const answer = useLiveAnswer(turnId)
  const stage = useTurnStage(turnId)
  // What is being done, while all is well; else what keeps it.
  const well = stage !== undefined && (phase === 'thinking' || phase === 'queued')
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
            {well ? t(`chat.${stage}`) : t(`chat.phases.${phase}`)}
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
