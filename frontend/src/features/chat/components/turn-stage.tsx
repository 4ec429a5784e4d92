import { useTranslation } from 'react-i18next'
import { useTurnStage } from '@/api/live/hooks'
import type { TurnPhase } from '@/api/types'
import classes from './turn-stage.module.css'

/** What is being done, while all is well; else what keeps it. */
export function TurnStage({ turnId, phase }: { turnId: string; phase: TurnPhase }) {
  const { t } = useTranslation()
  const stage = useTurnStage(turnId)
  const well = stage !== undefined && (phase === 'thinking' || phase === 'queued')
  return (
    <div className={classes.stage}>
      {well ? t(`chat.${stage}`) : t(`chat.phases.${phase}`)}
      <span className={classes.dots} aria-hidden>
        <i />
        <i />
        <i />
      </span>
    </div>
  )
}
