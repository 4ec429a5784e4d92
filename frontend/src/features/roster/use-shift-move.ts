import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent as ReactPointerEvent } from 'react'
import type { Shift } from '@/api/types'
import { followPointer } from '@/lib/pointer-drag'
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

/**
 * Takes shifts elsewhere, by pointer and by keyboard alike: what is grabbed, and where it would be.
 * Elements with `data-day` (and `data-member`) are where one can be put.
 */
export function useShiftMove({ zone, days, people, onMove, onSay }: Options) {
  const [moving, setMoving] = useState<Moving>()
  /** A drag ends with a click, which is not meant. */
  const dragged = useRef(false)
  const stop = useRef<() => void>(undefined)
  const refocus = useRef<string>(undefined)

  useEffect(() => () => stop.current?.(), [])

  // What was put elsewhere by keyboard is another element now: the focus goes along.
  useEffect(() => {
    if (refocus.current === undefined || document.activeElement !== document.body) return
    document.querySelector<HTMLElement>(`[data-shift="${refocus.current}"]`)?.focus()
  })

  const at = (shift: Shift): Place => ({ member: shift.member.id, day: dayOf(shift, zone) })

  function put(target: Moving) {
    const home = at(target.shift)
    setMoving(undefined)
    if (target.member === home.member && target.day === home.day) return onSay('left', target)
    onSay('put', target)
    onMove(target.shift, target)
  }

  function onKeyDown(shift: Shift, event: KeyboardEvent<HTMLElement>) {
    const mine = moving?.shift.id === shift.id && moving.by === 'keys' ? moving : undefined
    if (event.key === ' ' && mine === undefined) {
      event.preventDefault()
      const grabbed: Moving = { ...at(shift), shift, by: 'keys' }
      refocus.current = shift.id
      setMoving(grabbed)
      onSay('grabbed', grabbed)
      return
    }
    if (mine === undefined) return
    if (event.key === ' ' || event.key === 'Enter') {
      event.preventDefault()
      put(mine)
    } else if (event.key === 'Escape') {
      event.preventDefault()
      event.stopPropagation()
      setMoving(undefined)
      onSay('left', mine)
    } else if (event.key.startsWith('Arrow')) {
      event.preventDefault()
      const next = neighbour(mine, event.key, days, people)
      const over = { ...mine, ...next }
      setMoving(over)
      onSay('over', over)
    }
  }

  function onPointerDown(shift: Shift, event: ReactPointerEvent<HTMLElement>) {
    dragged.current = false
    refocus.current = undefined
    let target: Moving | undefined
    stop.current = followPointer(event, {
      onMove: (x, y) => {
        const next: Moving = { ...at(shift), ...placeAt(x, y), shift, by: 'pointer' }
        if (target?.member !== next.member || target.day !== next.day) setMoving(next)
        target = next
      },
      onEnd: (letGo) => {
        if (target === undefined) return
        dragged.current = true
        if (letGo) put(target)
        else setMoving(undefined)
      },
    })
  }

  return {
    moving,
    /** What makes an element the handle of a shift. */
    handle: (shift: Shift) => ({
      'data-shift': shift.id,
      'data-held': moving?.shift.id === shift.id || undefined,
      onKeyDown: (event: KeyboardEvent<HTMLElement>) => onKeyDown(shift, event),
      // Firefox clicks when Space is let go.
      onKeyUp: (event: KeyboardEvent<HTMLElement>) => event.key === ' ' && event.preventDefault(),
      onPointerDown: (event: ReactPointerEvent<HTMLElement>) => onPointerDown(shift, event),
      onBlur: () => {
        if (moving?.by === 'keys' && moving.shift.id === shift.id) setMoving(undefined)
      },
    }),
    /** Whether a click is one, and not the end of a drag. */
    isClick: () => !dragged.current,
  }
}

function placeAt(x: number, y: number): Partial<Place> | undefined {
  const drop = document
    .elementsFromPoint(x, y)
    .map((one) => one.closest<HTMLElement>('[data-day]'))
    .find((one) => one !== null)
  const { day, member } = drop?.dataset ?? {}
  return day === undefined ? undefined : { day, ...(member === undefined ? {} : { member }) }
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
