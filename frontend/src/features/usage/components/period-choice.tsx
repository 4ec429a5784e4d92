import { SegmentedControl } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { regional } from '@/lib/time'
import type { Period } from '../period'
import { LENGTHS, type Length } from '../search'
import classes from './card.module.css'

interface Props {
  days: Length | undefined
  period: Period
  onChange: (days: Length | undefined) => void
}

/** Which days are looked at, and which those are. */
export function PeriodChoice({ days, period, onChange }: Props) {
  const { t, i18n } = useTranslation('owner')
  const format = new Intl.DateTimeFormat(regional(i18n.language), { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
  return (
    <div className={classes.line}>
      <SegmentedControl
        aria-label={t('usage.period')}
        value={String(days ?? '')}
        onChange={(value) => onChange(LENGTHS.find((length) => String(length) === value))}
        data={[
          { value: '', label: t('usage.month') },
          ...LENGTHS.map((length) => ({ value: String(length), label: t('usage.days', { count: length }) })),
        ]}
      />
      <p className={classes.hint} role="status">
        {format.formatRange(Date.parse(period.from), Date.parse(period.to))}
      </p>
    </div>
  )
}
