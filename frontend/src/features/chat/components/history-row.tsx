import { shallowEqual } from '@mantine/hooks'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import { dayLabel } from '@/lib/time'
import { useNow } from '@/lib/use-now'
import type { Row } from '../api/timeline'
import { AnswerRow } from './answer-row'
import classes from './history.module.css'
import { MemberMessage } from './member-message'
import { OutgoingMessage } from './outgoing-message'
import { UnansweredRow } from './unanswered-row'

interface Props {
  row: Row
  conversationId: string
}

/** One line of the history, by its kind; the list is laid out anew often, and most lines stay as they are. */
export const HistoryRow = memo(
  Line,
  (a, b) => a.conversationId === b.conversationId && shallowEqual(a.row, b.row),
)

function Line({ row, conversationId }: Props) {
  switch (row.kind) {
    case 'day':
      return <Divider at={row.at} />
    case 'message':
      return <MemberMessage message={row.message} last={row.last} />
    case 'outgoing':
      return <OutgoingMessage entry={row.entry} />
    case 'unanswered':
      return <UnansweredRow turnId={row.turnId} status={row.status} conversationId={conversationId} />
    case 'turn':
    case 'answer':
      return <AnswerRow row={row} conversationId={conversationId} />
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
