import { Button } from '@mantine/core'
import { IconArrowDown } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { shows, type Row } from '../api/timeline'
import { useMessageInSight } from '../api/use-message-in-sight'
import { useRowWindow } from '../api/use-row-window'
import type { Earlier } from '../api/use-timeline'
import { Announcer } from './announcer'
import { EarlierMessages } from './earlier-messages'
import { HistoryRow } from './history-row'
import classes from './history.module.css'

interface Props {
  rows: readonly Row[]
  conversationId: string
  /** An answer is being worked on. */
  busy: boolean
  /** What was said before the first row. */
  earlier: Earlier
  /** The message that was looked for. */
  message: string | undefined
}

/**
 * The log of a conversation; only what is near the reader is in the document. It is not a live
 * region itself: a reader would speak every token. The announcer beside it says each finished
 * answer once.
 */
export function History({ rows, conversationId, busy, earlier, message }: Props) {
  const { t } = useTranslation()
  const { scroller, list, away, toEnd } = useRowWindow(rows)
  const mine = rows.filter((row) => row.kind === 'outgoing').length
  useFollow(mine, toEnd)
  useMessageInSight(message, rows, list, earlier)
  const shown = list.getVirtualItems()

  return (
    <div className={classes.frame}>
      <EarlierMessages earlier={earlier} near={(shown[0]?.index ?? 0) === 0} />
      <div
        ref={scroller}
        className={classes.scroller}
        role="log"
        aria-label={t('chat.history')}
        aria-live="off"
        aria-busy={busy}
        tabIndex={0}
      >
        <div className={classes.whole} style={{ height: list.getTotalSize() }}>
          <div className={classes.column} style={{ transform: `translateY(${shown[0]?.start ?? 0}px)` }}>
            {shown.map(({ key, index }) => {
              const row = rows[index]
              return (
                row && (
                  <div key={key} data-index={index} ref={list.measureElement} className={classes.row} data-found={(message !== undefined && shows(row, message)) || undefined}>
                    <HistoryRow row={row} conversationId={conversationId} />
                  </div>
                )
              )
            })}
          </div>
        </div>
      </div>
      <Announcer rows={rows} />
      {away && (
        <Button
          className={classes.latest}
          size="compact-md"
          radius="xl"
          variant="default"
          leftSection={<IconArrowDown size={16} stroke={2} />}
          onClick={() => toEnd('smooth')}
        >
          {t('chat.latest')}
        </Button>
      )}
    </div>
  )
}

/** Sending something always shows it, wherever the reader was. */
function useFollow(count: number, toEnd: () => void): void {
  const before = useRef(count)
  useEffect(() => {
    if (count > before.current) toEnd()
    before.current = count
  }, [count, toEnd])
}
