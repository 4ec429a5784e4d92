import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import { dayLabel } from '@/lib/time'
import { useNow } from '@/lib/use-now'
import type { Row } from '../api/timeline'
import classes from './history.module.css'
import { MemberMessage } from './member-message'
import { OutgoingMessage } from './outgoing-message'
import { StewardMessage } from './steward-message'
import { TurnRow } from './turn-row'

/** One line of the history, by its kind. */
export const HistoryRow = memo(function HistoryRow({ row, conversationId }: { row: Row; conversationId: string }) {
  switch (row.kind) {
    case 'day':
      return <Divider at={row.at} />
    case 'message':
      return row.message.role === 'member' ? (
        <MemberMessage message={row.message} last={row.last} />
      ) : (
        <StewardMessage
          conversationId={conversationId}
          message={row.message}
          switched={row.switched}
          last={row.last}
          versions={row.versions}
        />
      )
    case 'outgoing':
      return <OutgoingMessage entry={row.entry} />
    case 'turn':
      return <TurnRow turnId={row.turnId} status={row.status} phase={row.phase} conversationId={conversationId} />
  }
})

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
