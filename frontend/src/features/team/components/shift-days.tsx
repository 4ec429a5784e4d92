import { ActionIcon } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Shift } from '@/api/types'
import { Face } from '@/components/face'
import page from '@/components/page.module.css'
import { personName } from '@/lib/person-name'
import { clockTime, dayKey, periodTime, regional } from '@/lib/time'
import classes from './team.module.css'

interface Props {
  shifts: readonly Shift[]
  zone: string
  now: number
  /** Opens a shift to be changed, for those who may. */
  onChange: ((shift: Shift) => void) | undefined
}

/** The roster, day by day in the business's own time. */
export function ShiftDays({ shifts, zone, now, onChange }: Props) {
  const { t, i18n } = useTranslation()
  const today = dayKey(new Date(now).toISOString(), zone)
  const heading = new Intl.DateTimeFormat(regional(i18n.language), {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    timeZone: zone,
  })
  return (
    <>
      {shifts.length === 0 && <p className={page.text}>{t('team.none')}</p>}
      <ol className={classes.days}>
        {byDay(shifts, zone).map(([day, list]) => (
          <li key={day} className={classes.day}>
            <h3 className={classes.date}>
              {heading.format(Date.parse(list[0]?.starts_at ?? day))}
              {day === today && <span className={classes.now}>{t('team.today')}</span>}
            </h3>
            <ul className={classes.shifts}>
              {list.map((shift) => (
                <li key={shift.id} className={classes.shift}>
                  <Face name={personName(shift.member.name, t)} size={26} />
                  <span className={classes.name}>{personName(shift.member.name, t)}</span>
                  <span className={classes.role}>{shift.role}</span>
                  <span className={classes.hours}>
                    {clockTime(shift.starts_at, i18n.language, zone)} – {clockTime(shift.ends_at, i18n.language, zone)}
                  </span>
                  {onChange && (
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      size={32}
                      aria-label={t('shifts.changeOf', {
                        name: personName(shift.member.name, t),
                        time: periodTime(shift.starts_at, shift.ends_at, i18n.language, zone),
                      })}
                      onClick={() => onChange(shift)}
                    >
                      <IconPencil size={17} stroke={1.7} />
                    </ActionIcon>
                  )}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </>
  )
}

function byDay(shifts: readonly Shift[], zone: string): [string, Shift[]][] {
  const days = new Map<string, Shift[]>()
  for (const shift of shifts) {
    const day = dayKey(shift.starts_at, zone)
    days.set(day, [...(days.get(day) ?? []), shift])
  }
  return [...days]
}
