import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react'
import type { Task } from '@/api/types'
import { followPointer } from '@/lib/pointer-drag'

export interface Moving {
  task: Task
  /** The column that it is over. */
  column: string
  by: 'pointer' | 'keys'
}

interface Options {
  columns: readonly string[]
  homeOf: (task: Task) => string | undefined
  onDrop: (task: Task, column: string) => void
  onSay: (what: 'grabbed' | 'over' | 'left', moving: Moving) => void
}

/** Takes cards to other columns, by pointer and by keyboard alike. Elements with `data-column` are where one can be put. */
export function useCardMove({ columns, homeOf, onDrop, onSay }: Options) {
  const [moving, setMoving] = useState<Moving>()
  const stop = useRef<() => void>(undefined)
  const refocus = useRef<string>(undefined)

  useEffect(() => () => stop.current?.(), [])

  // What was put elsewhere by keyboard is another element now: the focus goes along.
  useEffect(() => {
    if (refocus.current === undefined || document.activeElement !== document.body) return
    document.querySelector<HTMLElement>(refocus.current)?.focus()
  })

  function put(target: Moving) {
    setMoving(undefined)
    if (target.column === homeOf(target.task)) onSay('left', target)
    else onDrop(target.task, target.column)
  }

  function onKeyDown(task: Task, event: KeyboardEvent<HTMLElement>) {
    const mine = moving?.task.id === task.id && moving.by === 'keys' ? moving : undefined
    const presses = event.key === ' ' || event.key === 'Enter'
    if (mine === undefined) {
      const column = homeOf(task)
      if (!presses || column === undefined) return
      event.preventDefault()
      refocus.current = `[data-grip="${task.id}"]`
      const grabbed: Moving = { task, column, by: 'keys' }
      setMoving(grabbed)
      onSay('grabbed', grabbed)
    } else if (presses) {
      event.preventDefault()
      put(mine)
    } else if (event.key === 'Escape') {
      event.preventDefault()
      event.stopPropagation()
      setMoving(undefined)
      onSay('left', mine)
    } else if (event.key.startsWith('Arrow')) {
      event.preventDefault()
      const over = { ...mine, column: neighbour(mine.column, columns, event.key, getComputedStyle(event.currentTarget).direction) }
      setMoving(over)
      onSay('over', over)
    }
  }

  function onPointerDown(task: Task, event: PointerEvent<HTMLElement>) {
    const home = homeOf(task)
    if (home === undefined || (event.target as Element).closest('[data-still]')) return
    refocus.current = undefined
    let target: Moving | undefined
    stop.current = followPointer(event, {
      onMove: (x, y) => {
        const next: Moving = { task, column: columnAt(x, y) ?? home, by: 'pointer' }
        if (target?.column !== next.column) setMoving(next)
        target = next
      },
      onEnd: (letGo) => {
        if (target === undefined) return
        if (letGo) put(target)
        else setMoving(undefined)
      },
    })
  }

  return {
    moving,
    /** What makes an element a card that can be dragged. */
    card: (task: Task) => ({
      'data-held': moving?.task.id === task.id || undefined,
      onPointerDown: (event: PointerEvent<HTMLElement>) => onPointerDown(task, event),
    }),
    /** What makes a button the handle of a card: fingers take it there, and keys. */
    grip: (task: Task) => ({
      'data-grip': task.id,
      'aria-pressed': moving?.task.id === task.id && moving.by === 'keys',
      onKeyDown: (event: KeyboardEvent<HTMLElement>) => onKeyDown(task, event),
      // Firefox clicks when Space is let go.
      onKeyUp: (event: KeyboardEvent<HTMLElement>) => event.key === ' ' && event.preventDefault(),
      onBlur: () => {
        if (moving?.by === 'keys' && moving.task.id === task.id) setMoving(undefined)
      },
    }),
    /** From now on the focus goes to what this names, when its card goes elsewhere. */
    keepFocusAt: (selector: string) => {
      refocus.current = selector
    },
  }
}

function columnAt(x: number, y: number): string | undefined {
  return document
    .elementsFromPoint(x, y)
    .map((one) => one.closest<HTMLElement>('[data-column]'))
    .find((one) => one !== null)?.dataset['column']
}

/** The column that an arrow leads to; at an edge there is none. They lie beside each other, or on a phone below each other. */
export function neighbour(column: string, columns: readonly string[], key: string, direction: string): string {
  const onward = key === 'ArrowDown' || key === (direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight')
  return columns[columns.indexOf(column) + (onward ? 1 : -1)] ?? column
}
