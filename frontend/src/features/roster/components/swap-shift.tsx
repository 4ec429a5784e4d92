import { Button, Select } from '@mantine/core'
import { IconArrowsExchange } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Problem } from '@/api/problem'
import { useSwapShifts } from '@/api/shifts'
import type { Shift } from '@/api/types'
import { Failure } from '@/components/failure'
import { Notice } from '@/components/notice'
import { inTheWay } from '@/components/shifts/shift-draft'
import { personName } from '@/lib/person-name'
import { periodTime } from '@/lib/time'
import classes from './drawer.module.css'
import roster from './roster.module.css'

interface Props {
  shift: Shift
  shifts: readonly Shift[]
  zone: string
  now: number
  onSwapped: (other: Shift) => void
}

/** Exchanges the people of two shifts: both at once or neither. */
export function SwapShift({ shift, shifts, zone, now, onSwapped }: Props) {
  const { t, i18n } = useTranslation('work')
  const { t: app } = useTranslation()
  const swap = useSwapShifts(shift)
  const [chosen, setChosen] = useState<string | null>(null)
  const others = shifts.filter((one) => one.member.id !== shift.member.id && Date.parse(one.ends_at) > now)
  const words = (one: Shift) =>
    `${personName(one.member.name, app)}, ${one.role}, ${periodTime(one.starts_at, one.ends_at, i18n.language, zone)}`
  const other = others.find((one) => one.id === chosen)
  const third = swap.error instanceof Problem && swap.error.slug === 'shift-overlaps' && swap.variables && thirdShift(shift, swap.variables, shifts)
  return (
    <section className={classes.swap} aria-labelledby="swap-heading">
      <h3 id="swap-heading" className={classes.swapTitle}>{t('swap.title')}</h3>
      <p className={roster.hint}>{t('swap.text')}</p>
      {third ? <Notice tone="danger">{t('swap.overlaps', { shift: words(third) })}</Notice> : <Failure error={swap.error} />}
      <Select
        label={t('swap.with')}
        placeholder={t(others.length === 0 ? 'swap.none' : 'swap.choose')}
        data={others.map((one) => ({ value: one.id, label: words(one) }))}
        value={chosen}
        onChange={setChosen}
        disabled={others.length === 0}
        searchable
      />
      <Button
        variant="light"
        leftSection={<IconArrowsExchange size={17} aria-hidden />}
        disabled={other === undefined}
        loading={swap.isPending}
        onClick={() => other && swap.mutate(other, { onSuccess: () => onSwapped(other) })}
      >
        {t('swap.submit')}
      </Button>
    </section>
  )
}

/** What neither person can work beside what they would get. */
function thirdShift(one: Shift, other: Shift, shifts: readonly Shift[]): Shift | undefined {
  const rest = shifts.filter((some) => some.id !== one.id && some.id !== other.id)
  const of = (time: Shift, member: Shift) => inTheWay({ ...time, member_id: member.member.id }, rest)
  return of(one, other) ?? of(other, one)
}
