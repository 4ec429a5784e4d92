import type { PointerEvent as ReactPointerEvent } from 'react'

/** So far a pointer may stray before a press becomes a drag. */
const THRESHOLD_PX = 5
/** So near to an edge of what scrolls it scrolls along. */
const EDGE_PX = 70
const SCROLL_PX = 14

interface Drag {
  /** Where the pointer is, from when the press became a drag. */
  onMove: (x: number, y: number) => void
  /** It ended: let go, or given up. Not called for a press that never became a drag. */
  onEnd: (letGo: boolean) => void
}

/**
 * Lets an element follow the pointer that was pressed on it, until it is let go, Escape is pressed,
 * or what is returned is called. A finger scrolls, unless it takes a `data-grip`. The page scrolls
 * along near its edges, and so does what has `data-sideways`.
 */
export function followPointer(event: ReactPointerEvent<HTMLElement>, { onMove, onEnd }: Drag): (() => void) | undefined {
  if (event.button !== 0) return undefined
  if (event.pointerType === 'touch' && !(event.target as Element).closest('[data-grip]')) return undefined
  const taken = event.currentTarget
  const page = taken.closest('[role="region"]')
  const sideways = taken.closest('[data-sideways]')
  const scrolled = () => ({ x: sideways?.scrollLeft ?? 0, y: page?.scrollTop ?? 0 })
  const from = { x: event.clientX, y: event.clientY, scrolled: scrolled() }
  let moved = false

  const move = (now: PointerEvent) => {
    const { clientX, clientY } = now
    const [x, y] = [clientX - from.x, clientY - from.y]
    if (!moved && Math.hypot(x, y) < THRESHOLD_PX) return
    moved = true
    now.preventDefault()
    if (clientY > innerHeight - EDGE_PX) page?.scrollBy(0, SCROLL_PX)
    if (clientY < EDGE_PX * 2) page?.scrollBy(0, -SCROLL_PX)
    const frame = sideways?.getBoundingClientRect()
    if (frame && clientX > frame.right - EDGE_PX) sideways?.scrollBy(SCROLL_PX, 0)
    if (frame && clientX < frame.left + EDGE_PX) sideways?.scrollBy(-SCROLL_PX, 0)
    const at = scrolled()
    taken.dataset['dragging'] = 'true'
    taken.style.translate = `${x + at.x - from.scrolled.x}px ${y + at.y - from.scrolled.y}px`
    onMove(clientX, clientY)
  }
  const stop = () => {
    removeEventListener('pointermove', move)
    removeEventListener('pointerup', up)
    removeEventListener('pointercancel', cancel)
    removeEventListener('keydown', escape)
    delete taken.dataset['dragging']
    taken.style.translate = ''
  }
  const end = (letGo: boolean) => {
    stop()
    if (moved) onEnd(letGo)
  }
  const up = () => end(true)
  const cancel = () => end(false)
  const escape = (key: KeyboardEvent) => {
    if (key.key === 'Escape') end(false)
  }
  addEventListener('pointermove', move)
  addEventListener('pointerup', up)
  addEventListener('pointercancel', cancel)
  addEventListener('keydown', escape)
  return stop
}
