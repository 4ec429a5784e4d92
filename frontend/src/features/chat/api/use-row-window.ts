import { useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useEffect, useLayoutEffect, useRef } from 'react'
import type { Row } from './timeline'

/** So close to the end counts as "at the end". */
const NEAR_PX = 80
/** A short answer; what is in the document is measured. */
const USUAL_PX = 110
/** Rows in the document above and below those in sight: a find in the page and a reader have some way to go. */
const AROUND = 30

/**
 * The rows that are in the document: those near the reader. Stays at the end while the reader is
 * there, also when the last row or the composer grows, and lets them be once they scroll up; what
 * is put before the first row moves nothing.
 */
export function useRowWindow(rows: readonly Row[]) {
  const scroller = useRef<HTMLDivElement>(null)
  // eslint-disable-next-line react-hooks/incompatible-library -- nothing here is memoised by a compiler
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => USUAL_PX,
    getItemKey: (index) => rows[index]?.key ?? index,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: NEAR_PX,
    overscan: AROUND,
    gap: 24,
    paddingStart: 24,
    paddingEnd: 28,
  })
  const toEnd = useCallback((behavior: ScrollBehavior = 'instant') => list.scrollToEnd({ behavior }), [list])

  useLayoutEffect(() => toEnd(), [toEnd])

  // What grows below the last words (where they come from, what can be done), or a composer that
  // takes more room, leaves the end in sight of who was there.
  useEffect(() => {
    const box = scroller.current
    const whole = box?.firstElementChild
    if (!box || !whole) return undefined
    let atEnd = true
    const scrolled = () => (atEnd = list.isAtEnd(NEAR_PX))
    const resized = new ResizeObserver(() => atEnd && toEnd())
    box.addEventListener('scroll', scrolled, { passive: true })
    resized.observe(box)
    resized.observe(whole)
    return () => {
      box.removeEventListener('scroll', scrolled)
      resized.disconnect()
    }
  }, [list, toEnd])

  return { scroller, list, away: rows.length > 0 && !list.isAtEnd(), toEnd }
}
