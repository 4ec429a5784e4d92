import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react'
import { followPointer } from './pointer-drag'

/** What is taken, and where it would be. */
export interface Held<T, P> {
  thing: T
  place: P
  by: 'pointer' | 'keys'
}

interface Options<T extends { id: string }, P> {
  /** Where it is; what has no place is not taken. */
  homeOf: (thing: T) => P | undefined
  /** The place under a point of the window. */
  placeAt: (x: number, y: number, home: P) => P
  /** The place that an arrow leads to; the same at an edge. */
  nextTo: (place: P, key: string, handle: HTMLElement) => P
  isSame: (one: P, other: P) => boolean
  /** The keys that take it. */
  takenBy: readonly string[]
  /** A selector of its handle, wherever it stands. */
  handleOf: (thing: T) => string
  onPut: (held: Held<T, P>) => void
  onSay: (what: 'grabbed' | 'over' | 'left', held: Held<T, P>) => void
}

/** Takes things to other places, by pointer and by keyboard alike. */
export function useDragging<T extends { id: string }, P>(options: Options<T, P>) {
  const { homeOf, placeAt, nextTo, isSame, takenBy, handleOf, onPut, onSay } = options
  const [held, setHeld] = useState<Held<T, P>>()
  /** A drag ends with a click, which is not meant. */
  const dragged = useRef(false)
  const stop = useRef<() => void>(undefined)
  const refocus = useRef<string>(undefined)

  useEffect(() => () => stop.current?.(), [])

  // What was put elsewhere by keyboard is another element now: the focus goes along.
  useEffect(() => {
    if (refocus.current === undefined || document.activeElement !== document.body) return
    document.querySelector<HTMLElement>(refocus.current)?.focus()
  })

  const byKeys = (thing: T) => (held?.thing.id === thing.id && held.by === 'keys' ? held : undefined)

  function put(target: Held<T, P>) {
    const home = homeOf(target.thing)
    setHeld(undefined)
    if (home !== undefined && isSame(home, target.place)) onSay('left', target)
    else onPut(target)
  }

  function onKeyDown(thing: T, event: KeyboardEvent<HTMLElement>) {
    const mine = byKeys(thing)
    if (mine === undefined) {
      const place = homeOf(thing)
      if (!takenBy.includes(event.key) || place === undefined) return
      event.preventDefault()
      refocus.current = handleOf(thing)
      const taken: Held<T, P> = { thing, place, by: 'keys' }
      setHeld(taken)
      onSay('grabbed', taken)
    } else if (event.key === ' ' || event.key === 'Enter') {
      event.preventDefault()
      put(mine)
    } else if (event.key === 'Escape') {
      event.preventDefault()
      event.stopPropagation()
      setHeld(undefined)
      onSay('left', mine)
    } else if (event.key.startsWith('Arrow')) {
      event.preventDefault()
      const over = { ...mine, place: nextTo(mine.place, event.key, event.currentTarget) }
      setHeld(over)
      onSay('over', over)
    }
  }

  function onPointerDown(thing: T, event: PointerEvent<HTMLElement>) {
    const home = homeOf(thing)
    if (home === undefined) return
    refocus.current = undefined
    let target: Held<T, P> | undefined
    stop.current = followPointer(event, {
      onMove: (x, y) => {
        const next: Held<T, P> = { thing, place: placeAt(x, y, home), by: 'pointer' }
        if (target === undefined || !isSame(target.place, next.place)) setHeld(next)
        target = next
      },
      onEnd: (letGo) => {
        if (target === undefined) return
        dragged.current = true
        if (letGo) put(target)
        else setHeld(undefined)
      },
    })
  }

  return {
    held,
    byKeys,
    /** What makes an element follow a pointer. */
    byPointer: (thing: T) => ({
      'data-held': held?.thing.id === thing.id || undefined,
      // Also where it is not taken by: what is pressed next is a click of its own.
      onPointerDownCapture: () => {
        dragged.current = false
      },
      onPointerDown: (event: PointerEvent<HTMLElement>) => onPointerDown(thing, event),
    }),
    /** What makes an element take keys. */
    keys: (thing: T) => ({
      onKeyDown: (event: KeyboardEvent<HTMLElement>) => onKeyDown(thing, event),
      // Firefox clicks when Space is let go.
      onKeyUp: (event: KeyboardEvent<HTMLElement>) => event.key === ' ' && event.preventDefault(),
      onBlur: () => {
        if (byKeys(thing)) setHeld(undefined)
      },
    }),
    /** Whether a click is one, and not the end of a drag. */
    isClick: () => !dragged.current,
    /** From now on the focus goes to what this names, when it would be lost. */
    keepFocusAt: (selector: string) => {
      refocus.current = selector
    },
  }
}

/** The nearest element under a point that a selector names. */
export function under(x: number, y: number, selector: string): HTMLElement | undefined {
  const found = document.elementsFromPoint(x, y).map((one) => one.closest<HTMLElement>(selector))
  return found.find((one) => one !== null) ?? undefined
}
