import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import type { DeadLetter } from '@/api/types'
import { preciseTime } from '@/lib/time'
import { shortId } from '../use-actor-words'
import { useNumbers } from '../use-numbers'
import classes from './care.module.css'
import log from './log.module.css'

/** An event that was set aside, in a few lines, which lead to its page. */
export function LetterRow({ letter }: { letter: DeadLetter }) {
  const { t, i18n } = useTranslation('log')
  const zone = useMe().tenant.time_zone
  const number = useNumbers()
  const { projection, position, stream, event, reason, first, parked_at: at } = letter
  return (
    <Link to="/log/dead-letters/$projection/$position" params={{ projection, position: String(position) }} className={classes.letter}>
      <span className={classes.letterHead}>
        <span className={log.name}>{event} · {number(position)}</span>
        <span className={classes.badge} data-tone={first ? 'danger' : 'warn'}>{t(first ? 'letters.first' : 'letters.waits')}</span>
      </span>
      <span className={log.fact}>
        {projection} · {stream.type} …{shortId(stream.id)} · <time dateTime={at}>{preciseTime(at, i18n.language, zone)}</time>
      </span>
      {first && <span className={classes.why}>{reason}</span>}
    </Link>
  )
}
