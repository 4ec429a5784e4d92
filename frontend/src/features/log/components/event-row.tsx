import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import type { Envelope } from '@/api/types'
import { preciseTime } from '@/lib/time'
import { shortId, useActorWords } from '../use-actor-words'
import classes from './log.module.css'

/** An event in a line, which opens it. */
export function EventRow({ event, open }: { event: Envelope; open: boolean }) {
  const { i18n } = useTranslation('log')
  const actor = useActorWords()
  const zone = useMe().tenant.time_zone
  return (
    <Link
      to="."
      search={(before) => ({ ...before, open: event.position, with: undefined })}
      className={classes.event}
      data-open={open}
      aria-current={open}
    >
      <span className={classes.position}>{event.position}</span>
      <span className={classes.name}>{event.event}</span>
      <span className={classes.fact}>
        {event.stream.type} <span className={classes.mono}>…{shortId(event.stream.id)}</span>
      </span>
      <span className={classes.fact}>{actor(event.actor)}</span>
      <time className={classes.fact} dateTime={event.recorded_at}>
        {preciseTime(event.recorded_at, i18n.language, zone)}
      </time>
    </Link>
  )
}
