import { useTranslation } from 'react-i18next'
import { detailOf, Problem } from '@/api/problem'
import type { Member, Shift } from '@/api/types'
import { Notice } from '@/components/notice'
import { personName } from '@/lib/person-name'
import { periodTime } from '@/lib/time'
import type { ShiftWish } from '@/api/shifts'
import { inTheWay } from './shift-draft'

interface Props {
  error: Error
  wish: ShiftWish | undefined
  changed?: Shift
  shifts: readonly Shift[]
  members: readonly Member[]
  zone: string
}

/** Why a shift was not planned, and what to do: above all which other shift is in the way. */
export function ShiftFailure({ error, wish, changed, shifts, members, zone }: Props) {
  const { t, i18n } = useTranslation()
  const words = (): string => {
    const slug = error instanceof Problem ? error.slug : undefined
    if (slug === 'precondition-failed') return t('shifts.stale')
    if (slug === 'shift-cancelled') return t('shifts.cancelled')
    if (slug !== 'shift-overlaps' || wish === undefined) return t('app.failedTo', { detail: detailOf(error) })
    const name = personName(members.find((one) => one.id === wish.member_id)?.name ?? null, t)
    const other = inTheWay(wish, shifts, changed)
    if (other === undefined) return t('shifts.overlapsSome', { name })
    return t('shifts.overlaps', { name, time: periodTime(other.starts_at, other.ends_at, i18n.language, zone) })
  }
  return <Notice tone="danger">{words()}</Notice>
}
