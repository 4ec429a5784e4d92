import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Failure } from '@/components/failure'
import rows from '@/components/rows.module.css'
import { useCancelReminder } from '../api/reminders'
import classes from './reminder-row.module.css'

interface Props {
  id: string
  text: string
  onCancelled: () => void
}

/** Takes a reminder back after asking once. */
export function CancelReminder({ id, text, onCancelled }: Props) {
  const { t } = useTranslation('work')
  const cancel = useCancelReminder(id, onCancelled)
  const [step, setStep] = useState<'shown' | 'asking' | 'kept'>('shown')
  if (step !== 'asking') {
    return (
      <Button
        size="compact-sm"
        variant="subtle"
        color="gray"
        aria-label={t('reminders.cancelOf', { text })}
        autoFocus={step === 'kept'}
        onClick={() => setStep('asking')}
      >
        {t('reminders.cancel')}
      </Button>
    )
  }
  return (
    <>
      <div className={classes.asking} role="group" aria-label={t('reminders.really')}>
        <Button size="compact-sm" variant="default" autoFocus onClick={() => setStep('kept')}>
          {t('reminders.keep')}
        </Button>
        <Button size="compact-sm" color="red" loading={cancel.isPending} onClick={() => cancel.mutate()}>
          {t('reminders.reallyCancel')}
        </Button>
      </div>
      {cancel.isError && (
        <div className={rows.whole}>
          <Failure error={cancel.error} />
        </div>
      )}
    </>
  )
}
