import { Button } from '@mantine/core'
import { IconArrowDown } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import { useNow } from '@/lib/use-now'
import { dayLabel } from '@/lib/time'
import { useStickToBottom } from '@/lib/use-stick-to-bottom'
import type { Row } from '../api/timeline'
import { Announcer } from './announcer'
import classes from './history.module.css'
import { MemberMessage } from './member-message'
import { OutgoingMessage } from './outgoing-message'
import { StewardMessage } from './steward-message'
import { TurnRow } from './turn-row'

interface Props {
  rows: readonly Row[]
  conversationId: string
  /** An answer is being worked on. */
  busy: boolean
}

/**
 * The log of a conversation. It is not a live region itself: a reader would speak every token. The
 * announcer beside it says each finished answer once.
 */
export function History({ rows, conversationId, busy }: Props) {
  const { t } = useTranslation()
  const { scroller, content, away, toBottom } = useStickToBottom()
  const mine = rows.filter((row) => row.kind === 'outgoing').length
  useFollow(mine, toBottom)

  return (
    <div className={classes.frame}>
      <div
        ref={scroller}
        className={classes.scroller}
        role="log"
        aria-label={t('chat.history')}
        aria-live="off"
        aria-busy={busy}
        tabIndex={0}
      >
        <div ref={content} className={classes.column}>
          {rows.map((row) => (
            <RowView key={row.key} row={row} conversationId={conversationId} />
          ))}
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
          onClick={() => toBottom('smooth')}
        >
          {t('chat.latest')}
        </Button>
      )}
    </div>
  )
}

function RowView({ row, conversationId }: { row: Row; conversationId: string }) {
  switch (row.kind) {
    case 'day':
      return <Divider at={row.at} />
    case 'message':
      return row.message.role === 'member' ? (
        <MemberMessage message={row.message} />
      ) : (
        <StewardMessage message={row.message} switched={row.switched} />
      )
    case 'outgoing':
      return <OutgoingMessage entry={row.entry} />
    case 'turn':
      return <TurnRow turnId={row.turnId} status={row.status} phase={row.phase} conversationId={conversationId} />
  }
}

function Divider({ at }: { at: string }) {
  const { i18n } = useTranslation()
  const now = useNow(60_000)
  const zone = useMe().tenant.time_zone
  return (
    <div className={classes.day}>
      <time dateTime={at}>{dayLabel(at, now, i18n.language, zone)}</time>
    </div>
  )
}

/** Sending something always shows it, wherever the reader was. */
function useFollow(count: number, toBottom: () => void): void {
  const before = useRef(count)
  useEffect(() => {
    if (count > before.current) toBottom()
    before.current = count
  }, [count, toBottom])
}
