import { Button } from '@mantine/core'
import { useState, type SubmitEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useScheduleShift, type ShiftWish } from '@/api/shifts'
import type { Member, Shift } from '@/api/types'
import { emptyDraft, faultsOf, wishOf } from '@/components/shifts/shift-draft'
import forms from '@/components/shifts/forms.module.css'
import { ShiftFailure } from '@/components/shifts/shift-failure'
import { ShiftFields } from '@/components/shifts/shift-fields'
import { SideDrawer } from '@/components/side-drawer'
import { useRequestKey } from '@/lib/use-request-key'
import type { Place } from '../week'

interface Props {
  place: Partial<Place>
  members: readonly Member[]
  shifts: readonly Shift[]
  roles: readonly string[]
  zone: string
  now: number
  onAdded: (wish: ShiftWish) => void
  onClose: () => void
}

/** A new shift, beginning with the person and the day that were pointed at. */
export function PlanShift({ place, members, shifts, roles, zone, now, onAdded, onClose }: Props) {
  const { t } = useTranslation()
  const schedule = useScheduleShift()
  const request = useRequestKey()
  const [draft, setDraft] = useState(() => {
    const empty = emptyDraft(now, zone)
    return { ...empty, member: place.member ?? null, day: place.day ?? empty.day }
  })
  const [tried, setTried] = useState(false)

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    setTried(true)
    const wish = wishOf(draft, zone)
    if (wish === undefined) return
    schedule.mutate({ ...wish, key: request.keyOf(wish) }, { onSuccess: () => onAdded(wish) })
  }

  return (
    <SideDrawer title={t('shifts.add')} onClose={onClose}>
      <form className={forms.form} onSubmit={submit} aria-label={t('shifts.add')} noValidate>
        {schedule.isError && <ShiftFailure error={schedule.error} wish={schedule.variables} {...{ shifts, members, zone }} />}
        <ShiftFields faults={tried ? faultsOf(draft) : {}} onChange={setDraft} {...{ draft, members, roles, zone }} />
        <div className={forms.buttons}>
          <Button variant="default" onClick={onClose}>
            {t('app.cancel')}
          </Button>
          <Button type="submit" loading={schedule.isPending}>
            {t('shifts.submit')}
          </Button>
        </div>
      </form>
    </SideDrawer>
  )
}
