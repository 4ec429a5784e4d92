import { Button } from '@mantine/core'
import { useState, type ReactNode, type SubmitEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { Member, Shift } from '@/api/types'
import { SideDrawer } from '@/components/side-drawer'
import { personName } from '@/lib/person-name'
import { useCancelShift, useChangeShift } from '@/api/shifts'
import { draftOf, faultsOf, wishOf } from './shift-draft'
import { ShiftFailure } from './shift-failure'
import { ShiftFields } from './shift-fields'
import classes from './forms.module.css'

interface Props {
  shift: Shift
  members: readonly Member[]
  shifts: readonly Shift[]
  roles: readonly string[]
  zone: string
  onClose: () => void
  /** What else can be done with it. */
  children?: ReactNode
}

/** Plans a shift otherwise, or cancels it after asking once. */
export function ChangeShift({ shift, members, shifts, roles, zone, onClose, children }: Props) {
  const { t } = useTranslation()
  const change = useChangeShift(shift)
  const cancel = useCancelShift(shift)
  const [draft, setDraft] = useState(() => draftOf(shift, zone))
  const [tried, setTried] = useState(false)
  const [asking, setAsking] = useState(false)
  const error = change.error ?? cancel.error

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    setTried(true)
    const wish = wishOf(draft, zone)
    if (wish !== undefined) change.mutate(wish, { onSuccess: onClose })
  }

  return (
    <SideDrawer title={t('shifts.change')} onClose={onClose}>
      <form className={classes.form} onSubmit={submit} noValidate>
        {error && (
          <ShiftFailure error={error} wish={change.variables} changed={shift} {...{ shifts, members, zone }} />
        )}
        <ShiftFields faults={tried ? faultsOf(draft) : {}} onChange={setDraft} {...{ draft, members, roles, zone }} />
        {asking ? (
          <div className={classes.buttons} role="group" aria-label={t('shifts.cancelShift')}>
            <p className={classes.apart}>{t('shifts.cancelText', { name: personName(shift.member.name, t) })}</p>
            <Button variant="default" onClick={() => setAsking(false)} autoFocus>
              {t('shifts.keep')}
            </Button>
            <Button color="red" loading={cancel.isPending} onClick={() => cancel.mutate(undefined, { onSuccess: onClose })}>
              {t('shifts.reallyCancel')}
            </Button>
          </div>
        ) : (
          <div className={classes.buttons}>
            <Button className={classes.apart} variant="subtle" color="red" onClick={() => setAsking(true)}>
              {t('shifts.cancelShift')}
            </Button>
            <Button variant="default" onClick={onClose}>
              {t('app.cancel')}
            </Button>
            <Button type="submit" loading={change.isPending}>
              {t('shifts.save')}
            </Button>
          </div>
        )}
      </form>
      {children}
    </SideDrawer>
  )
}
