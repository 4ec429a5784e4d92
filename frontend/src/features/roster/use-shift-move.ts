import type { Shift } from '@/api/types'
import { under, useDragging, type Held } from '@/lib/use-dragging'
import { dayOf, type Place } from './week'

export interface Moving extends Place {
  shift: Shift
  by: 'pointer' | 'keys'
}

interface Options {
  zone: string
  days: readonly string[]
  /** Ids of the people in the order in which they are shown; nobody when a shift keeps its person. */
  people: readonly string[]
  onMove: (shift: Shift, place: Place) => void
  onSay: (what: 'grabbed' | 'over' | 'left' | 'put', moving: Moving) => void
}

/** Takes shifts elsewhere. Elements with `data-day` (and `data-member`) are where one can be put. */
export function useShiftMove({ zone, days, people, onMove, onSay }: Options) {
  const { held, byPointer, keys, isClick } = useDragging<Shift, Place>({
    homeOf: (shift) => ({ member: shift.member.id, day: dayOf(shift, zone) }),
    placeAt,
    nextTo: (place, key) => neighbour(place, key, days, people),
    isSame: (one, other) => one.member === other.member && one.day === other.day,
    // Enter opens it.
    takenBy: [' '],
    handleOf: ({ id }) => `[data-shift="${id}"]`,
    onPut: (put) => {
      onSay('put', movingOf(put))
      onMove(put.thing, put.place)
    },
    onSay: (what, said) => onSay(what, movingOf(said)),
  })
  return {
    moving: held && movingOf(held),
    /** What makes an element the handle of a shift. */
    handle: (shift: Shift) => ({ 'data-shift': shift.id, ...byPointer(shift), ...keys(shift) }),
    isClick,
  }
}

const movingOf = ({ thing, place, by }: Held<Shift, Place>): Moving => ({ ...place, shift: thing, by })

function placeAt(x: number, y: number, home: Place): Place {
  const { day, member } = under(x, y, '[data-day]')?.dataset ?? {}
  return day === undefined ? home : { day, member: member ?? home.member }
}

/** The next place in the direction of an arrow; at an edge there is none. */
export function neighbour({ member, day }: Place, key: string, days: readonly string[], people: readonly string[]): Place {
  const step = (list: readonly string[], one: string, by: number) => list[list.indexOf(one) + by] ?? one
  switch (key) {
    case 'ArrowRight':
      return { member, day: step(days, day, 1) }
    case 'ArrowLeft':
      return { member, day: step(days, day, -1) }
    case 'ArrowDown':
      return { day, member: step(people, member, 1) }
    default:
      return { day, member: step(people, member, -1) }
  }
}
