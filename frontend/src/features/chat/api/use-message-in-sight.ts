import type { Virtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import { shows, type Row } from './timeline'
import type { Earlier } from './use-timeline'

/** Brings a message that was looked for into sight, once: what was said before is loaded until it is there. */
export function useMessageInSight(
  messageId: string | undefined,
  rows: readonly Row[],
  list: Virtualizer<HTMLDivElement, Element>,
  { more, loading, failed, load }: Earlier,
): void {
  const shown = useRef<string>(undefined)
  useEffect(() => {
    if (messageId === undefined || shown.current === messageId) return
    const index = rows.findIndex((row) => shows(row, messageId))
    if (index >= 0) {
      shown.current = messageId
      list.scrollToIndex(index, { align: 'center' })
    } else if (more && !loading && !failed) {
      load()
    }
  }, [messageId, rows, list, more, loading, failed, load])
}
