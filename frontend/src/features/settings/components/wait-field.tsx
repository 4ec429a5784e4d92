import { NumberInput, Switch } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './settings.module.css'

interface Props {
  name: 'normal' | 'urgent'
  minutes: number | null
  usual: number
  readOnly: boolean
  fault: string | undefined
  onChange: (minutes: number | null) => void
}

/** Whether a notice that nobody answers is passed on, and after how long. */
export function WaitField({ name, minutes, usual, readOnly, fault, onChange }: Props) {
  const { t } = useTranslation('owner')
  // Switched off and on again, it says what it said.
  const [last, setLast] = useState(minutes ?? usual)
  return (
    <>
      <Switch
        label={t(`settings.notices.${name}On`)}
        checked={minutes !== null}
        disabled={readOnly}
        onChange={(event) => onChange(event.currentTarget.checked ? last : null)}
      />
      {minutes !== null && (
        <NumberInput
          className={classes.minutes}
          name={name}
          label={t('settings.notices.within')}
          aria-label={t('settings.notices.withinOf', { which: t(`settings.notices.${name}`) })}
          value={Number.isNaN(minutes) ? '' : minutes}
          readOnly={readOnly}
          disabled={readOnly}
          error={fault}
          onChange={(value) => {
            // An empty field is no wait yet: it is told when saving.
            const next = typeof value === 'number' ? value : 0
            if (next > 0) setLast(next)
            onChange(next)
          }}
        />
      )}
    </>
  )
}
