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

  useEffect(() => {
    const box = scroller.current
    if (!box) return undefined
    let height = box.clientHeight
    const resized = new ResizeObserver(() => {
      const lost = height - box.clientHeight
      height = box.clientHeight
      if (lost > 0 && list.isAtEnd(NEAR_PX + lost)) toEnd()
    })
    resized.observe(box)
    return () => resized.disconnect()
  }, [list, toEnd])

  // What grows below the last words (where they come from, what can be done) is not left out of sight.
  useEffect(() => {
    const box = scroller.current
    const whole = box?.firstElementChild
    if (!box || !whole) return undefined
    let atEnd = true
    const scrolled = () => (atEnd = list.isAtEnd(NEAR_PX))
    const grown = new ResizeObserver(() => atEnd && toEnd())
    box.addEventListener('scroll', scrolled, { passive: true })
    grown.observe(whole)
    return () => {
      box.removeEventListener('scroll', scrolled)
      grown.disconnect()
    }
  }, [list, toEnd])

  return { scroller, list, away: rows.length > 0 && !list.isAtEnd(), toEnd }
}
