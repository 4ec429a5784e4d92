import { Button } from '@mantine/core'
import { useState, type SubmitEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { Member, Shift } from '@/api/types'
import { personName } from '@/lib/person-name'
import { periodTime } from '@/lib/time'
import { useRequestKey } from '@/lib/use-request-key'
import { daysAfter } from '@/lib/zoned'
import { useScheduleShift, type ShiftWish } from '@/api/shifts'
import { emptyDraft, faultsOf, wishOf, type ShiftDraft } from '@/components/shifts/shift-draft'
import { ShiftFailure } from '@/components/shifts/shift-failure'
import { ShiftFields } from '@/components/shifts/shift-fields'
import classes from '@/components/shifts/forms.module.css'

const SHOWN_MS = 14 * 86_400_000

interface Props {
  members: readonly Member[]
  shifts: readonly Shift[]
  roles: readonly string[]
  zone: string
  now: number
}

/** Plans shifts, one after the other: what is added leaves the form a day further on. */
export function AddShift({ members, shifts, roles, zone, now }: Props) {
  const { t, i18n } = useTranslation()
  const schedule = useScheduleShift()
  const request = useRequestKey()
  const [draft, setDraft] = useState<ShiftDraft>(() => emptyDraft(now, zone))
  const [tried, setTried] = useState(false)
  const [added, setAdded] = useState<ShiftWish>()
  const nameOf = (id: string) => personName(members.find((one) => one.id === id)?.name ?? null, t)

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    setTried(true)
    const wish = wishOf(draft, zone)
    if (wish === undefined) return
    setAdded(undefined)
    schedule.mutate(
      { ...wish, key: request.keyOf(wish) },
      {
        onSuccess: () => {
          request.spend()
          setTried(false)
          setAdded(wish)
          setDraft({ ...draft, day: daysAfter(draft.day, 1) })
        },
      },
    )
  }

  return (
    <form className={classes.card} onSubmit={submit} aria-label={t('shifts.add')} noValidate>
      {schedule.isError && (
        <ShiftFailure error={schedule.error} wish={schedule.variables} {...{ shifts, members, zone }} />
      )}
      <ShiftFields faults={tried ? faultsOf(draft) : {}} onChange={setDraft} {...{ draft, members, roles, zone }} />
      <div className={classes.buttons}>
        <p className={classes.added} role="status">
          {added &&
            t(Date.parse(added.starts_at) > now + SHOWN_MS ? 'shifts.addedLater' : 'shifts.added', {
              name: nameOf(added.member_id),
              time: periodTime(added.starts_at, added.ends_at, i18n.language, zone),
            })}
        </p>
        <Button type="submit" loading={schedule.isPending}>
          {t('shifts.submit')}
        </Button>
      </div>
    </form>
  )
}
