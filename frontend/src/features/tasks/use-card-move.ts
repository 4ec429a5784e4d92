import type { MouseEvent, PointerEvent } from 'react'
import type { Task } from '@/api/types'
import { under, useDragging, type Held } from '@/lib/use-dragging'

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

/** Takes cards to other columns. Elements with `data-column` are where one can be put. */
export function useCardMove({ columns, homeOf, onDrop, onSay }: Options) {
  const { held, byKeys, byPointer, isClick, keys, keepFocusAt } = useDragging<Task, string>({
    homeOf,
    placeAt: (x, y, home) => under(x, y, '[data-column]')?.dataset['column'] ?? home,
    nextTo: (column, key, grip) => neighbour(column, columns, key, getComputedStyle(grip).direction),
    isSame: (one, other) => one === other,
    takenBy: [' ', 'Enter'],
    handleOf: ({ id }) => `[data-grip="${id}"]`,
    onPut: ({ thing, place }) => onDrop(thing, place),
    onSay: (what, said) => onSay(what, movingOf(said)),
  })
  return {
    moving: held && movingOf(held),
    /** What makes an element a card that can be dragged, but not by what is `data-still` in it. */
    card: (task: Task) => {
      const { onPointerDown, ...rest } = byPointer(task)
      const still = (event: PointerEvent<HTMLElement>) => (event.target as Element).closest('[data-still]') !== null
      return {
        ...rest,
        onPointerDown: (event: PointerEvent<HTMLElement>) => !still(event) && onPointerDown(event),
        // The end of a drag presses no button; keys do, whatever was dragged before.
        onClickCapture: (event: MouseEvent) => event.detail > 0 && !isClick() && event.stopPropagation(),
      }
    },
    /** What makes a button the handle of a card: fingers take it there, and keys. */
    grip: (task: Task) => ({ 'data-grip': task.id, 'aria-pressed': byKeys(task) !== undefined, ...keys(task) }),
    keepFocusAt,
  }
}

const movingOf = ({ thing, place, by }: Held<Task, string>): Moving => ({ task: thing, column: place, by })

/** The column that an arrow leads to; at an edge there is none. They lie beside each other, or on a phone below each other. */
export function neighbour(column: string, columns: readonly string[], key: string, direction: string): string {
  const onward = key === 'ArrowDown' || key === (direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight')
  return columns[columns.indexOf(column) + (onward ? 1 : -1)] ?? column
}
