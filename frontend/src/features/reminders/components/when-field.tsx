import { Button, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useSoonWords } from '@/components/use-soon-words'
import { choicesAt } from '@/lib/soon'
import { fullTime, timeUntil } from '@/lib/time'
import { instantOf, LAST_MINUTE } from '@/lib/zoned'
import classes from './when-field.module.css'

interface Props {
  /** `2026-11-26T18:00`, on the clocks of the business. */
  value: string
  now: number
  zone: string
  error: string | undefined
  onChange: (value: string) => void
}

/** A moment: one that people often mean, or any other; and how it reads. */
export function WhenField({ value, now, zone, error, onChange }: Props) {
  const { t, i18n } = useTranslation('work')
  const instant = instantOf(value, zone)
  const until = instant && timeUntil(instant, now, i18n.language, zone)
  const words = useSoonWords(zone)
  return (
    <div className={classes.field}>
      <TextInput
        name="when"
        type="datetime-local"
        max={LAST_MINUTE}
        label={t('reminders.when')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        description={
          instant && until !== undefined
            ? `${fullTime(instant, i18n.language, zone)} · ${until}`
            : t('reminders.zone', { zone: zone.replaceAll('_', ' ') })
        }
        value={value}
        error={error}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <div className={classes.choices} role="group" aria-label={t('reminders.choices')}>
        {choicesAt(now, zone).map((choice) => (
          <Button
            key={choice.name}
            size="compact-sm"
            variant={value === choice.at ? 'light' : 'default'}
            aria-pressed={value === choice.at}
            onClick={() => onChange(choice.at)}
          >
            {words(choice)}
          </Button>
        ))}
      </div>
    </div>
  )
}
