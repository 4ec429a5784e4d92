import type { Virtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import { shows, type Row } from './timeline'
import type { Earlier } from './use-timeline'

/** From then on the reader goes where they like. */
const TAKES_OVER = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const

/**
 * Brings a message that was looked for into sight: what was said before is loaded until it is there.
 * What comes or is measured meanwhile moves it, so it is brought back until the reader goes on.
 */
export function useMessageInSight(
  messageId: string | undefined,
  rows: readonly Row[],
  list: Virtualizer<HTMLDivElement, Element>,
  { more, loading, failed, load }: Earlier,
): void {
  const brought = useRef<string>(undefined)
  const left = useRef<string>(undefined)
  const size = list.getTotalSize()

  useEffect(() => {
    const leave = () => (left.current = brought.current)
    for (const event of TAKES_OVER) addEventListener(event, leave, { passive: true, capture: true })
    return () => {
      for (const event of TAKES_OVER) removeEventListener(event, leave, { capture: true })
    }
  }, [])

  useEffect(() => {
    if (messageId === undefined || left.current === messageId) return
    const index = rows.findIndex((row) => shows(row, messageId))
    if (index >= 0) {
      brought.current = messageId
      list.scrollToIndex(index, { align: 'center' })
    } else if (more && !loading && !failed) {
      load()
    }
  }, [messageId, rows, size, list, more, loading, failed, load])
}
