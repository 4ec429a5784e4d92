import { IconGripVertical } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Shift } from '@/api/types'
import { Face } from '@/components/face'
import { personName } from '@/lib/person-name'
import { clockTime, longDay } from '@/lib/time'
import type { useShiftMove } from '../use-shift-move'
import classes from './shift-chip.module.css'

export interface ChipActions {
  move: ReturnType<typeof useShiftMove>
  onOpen: (shift: Shift) => void
  /** The shift that is on its way to another place. */
  pending: string | undefined
  /** The shift that stood in the way of the last move. */
  inTheWay: string | undefined
}

interface Props {
  shift: Shift
  zone: string
  now: number
  /** What can be done with it, for those who may. */
  actions: ChipActions | undefined
  /** Whether the person is named: not where their name stands at the head of the row. */
  named?: boolean
}

/** A shift on the roster: opened by a click or Enter, taken elsewhere by dragging or with Space. */
export function ShiftChip({ shift, zone, now, actions, named = false }: Props) {
  const { t, i18n } = useTranslation()
  const name = personName(shift.member.name, t)
  const hours = `${clockTime(shift.starts_at, i18n.language, zone)} – ${clockTime(shift.ends_at, i18n.language, zone)}`
  const day = longDay(shift.starts_at, i18n.language, zone)
  const state = {
    className: classes.chip,
    'data-hue': hueOf(shift.role),
    'data-named': named || undefined,
    'data-over': Date.parse(shift.ends_at) <= now || undefined,
  }
  const content = (
    <>
      {named && <Face name={name} size={30} />}
      <span className={classes.chipWords}>
        <span className={named ? classes.chipName : classes.hours}>{named ? name : hours}</span>{' '}
        <span className={classes.role}>{shift.role}</span>
      </span>{' '}
      {named && <span className={classes.hours}>{hours}</span>}
    </>
  )
  if (actions === undefined) return <div {...state}>{content}</div>
  // On its way it keeps the focus, and lets nothing be done with it.
  const pending = actions.pending === shift.id
  return (
    <button
      type="button"
      {...state}
      {...(pending ? { 'data-shift': shift.id } : actions.move.handle(shift))}
      data-conflict={actions.inTheWay === shift.id || undefined}
      aria-disabled={pending || undefined}
      // What is seen stands in it as it is read (WCAG 2.5.3).
      aria-label={(named ? [name, shift.role, hours, day] : [name, day, hours, shift.role]).join(', ')}
      aria-describedby="roster-keys"
      onClick={() => !pending && actions.move.isClick() && actions.onOpen(shift)}
    >
      {content}
      <span className={classes.grip} data-grip aria-hidden>
        <IconGripVertical size={18} stroke={1.7} />
      </span>
    </button>
  )
}

/** One of six hues; the same role always has the same one. It helps the eye, and says nothing that words do not. */
function hueOf(role: string): number {
  let sum = 0
  for (const letter of role.toLocaleLowerCase()) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 997
  return sum % 6
}
