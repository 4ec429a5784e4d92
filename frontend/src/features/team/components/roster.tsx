import { Button } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMayManage } from '@/api/me'
import type { Member, Shift } from '@/api/types'
import page from '@/components/page.module.css'
import { AddShift } from './add-shift'
import { ChangeShift } from '@/components/shifts/change-shift'
import { ShiftDays } from './shift-days'

interface Props {
  members: readonly Member[]
  shifts: readonly Shift[]
  zone: string
  now: number
  /** Whether the form for a new shift is open, which the address tells. */
  adding: boolean
  onAdding: (open: boolean) => void
}

/** The roster; owners and managers plan it here. */
export function Roster({ members, shifts, zone, now, adding, onAdding }: Props) {
  const { t } = useTranslation()
  const mayPlan = useMayManage()
  const [changing, setChanging] = useState<Shift>()
  const roles = [...new Set(shifts.map((one) => one.role))].sort()
  const open = mayPlan && adding
  return (
    <section aria-labelledby="team-shifts">
      <div className={page.headline}>
        <h2 id="team-shifts" className={page.heading}>{t('team.shifts')}</h2>
        {mayPlan && (
          <Button
            size="sm"
            variant={open ? 'default' : 'light'}
            leftSection={open ? <IconX size={16} /> : <IconPlus size={16} />}
            aria-expanded={open}
            onClick={() => onAdding(!open)}
          >
            {t(open ? 'app.close' : 'shifts.add')}
          </Button>
        )}
      </div>
      {open && <AddShift {...{ members, shifts, roles, zone, now }} />}
      <ShiftDays shifts={shifts} zone={zone} now={now} onChange={mayPlan ? setChanging : undefined} />
      {changing && (
        <ChangeShift
          key={changing.id}
          shift={changing}
          {...{ members, shifts, roles, zone }}
          onClose={() => setChanging(undefined)}
        />
      )}
    </section>
  )
}
