import { TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import type { Envelope, History } from '@/api/types'
import { preciseTime } from '@/lib/time'
import { instantOf, LAST_MINUTE, wallTime } from '@/lib/zoned'
import type { Point } from '../search'
import { useNumbers } from '../use-numbers'
import classes from './things.module.css'

interface Props {
  label: string
  /** What the server went by; unknown until it has answered. */
  moment: History['at'] | undefined
  /** The last event that had happened by then. */
  event: Envelope | undefined
  onChange: (point: Point | undefined) => void
}

/** A moment of the log in words, and a way to another one by the clock. */
export function Moment({ label, moment, event, onChange }: Props) {
  const { t, i18n } = useTranslation('log')
  const zone = useMe().tenant.time_zone
  const number = useNumbers()
  const at = event?.recorded_at ?? moment?.recorded_at ?? undefined
  return (
    <div className={classes.moment}>
      <TextInput
        type="datetime-local"
        max={LAST_MINUTE}
        label={label}
        value={at === undefined ? '' : wallTime(at, zone)}
        onChange={(change) => onChange(instantOf(change.currentTarget.value, zone))}
      />
      <div className={classes.under}>
        {at === undefined ? t('history.before') : preciseTime(at, i18n.language, zone)}
        {event && ` · ${number(event.position)} ${event.event}`}
      </div>
    </div>
  )
}
