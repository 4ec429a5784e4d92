import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import type { EventDetail } from '@/api/types'
import { Notice } from '@/components/notice'
import page from '@/components/page.module.css'
import { SideDrawer } from '@/components/side-drawer'
import { preciseTime } from '@/lib/time'
import { eventQuery } from '../api/events'
import { bodyOf } from '../payload'
import { useActorWords } from '../use-actor-words'
import { Comparison } from './comparison'
import { JsonView } from './json-view'
import classes from './log.module.css'

/** One event: its envelope, what it says, and how it differs from others of its stream. */
export function EventDrawer({ position, other }: { position: number; other: number | undefined }) {
  const { t } = useTranslation('log')
  const navigate = useNavigate()
  const event = useQuery(eventQuery(position))
  const close = () =>
    void navigate({ to: '.', search: (before) => ({ ...before, open: undefined, with: undefined }) })
  return (
    <SideDrawer title={event.data ? `${event.data.event} · ${position}` : t('event.title', { position })} onClose={close}>
      {event.isPending && <Skeleton height={220} radius="lg" />}
      {event.isError && <Notice tone="danger">{t('event.failed')}</Notice>}
      {event.data && (
        <>
          <Facts event={event.data} />
          <section className={classes.section} aria-labelledby="event-payload">
            <h3 id="event-payload" className={page.heading}>{t('event.payload')}</h3>
            <JsonView value={bodyOf(event.data.event, event.data.payload)} label={t('event.payload')} />
          </section>
          <Comparison event={event.data} other={other} />
        </>
      )}
    </SideDrawer>
  )
}

function Facts({ event }: { event: EventDetail }) {
  const { t, i18n } = useTranslation('log')
  const actor = useActorWords()
  const zone = useMe().tenant.time_zone
  const { stream } = event
  return (
    <>
      <dl className={classes.facts}>
        <dt>{t('event.recorded')}</dt>
        <dd>{preciseTime(event.recorded_at, i18n.language, zone)}</dd>
        <dt>{t('event.occurred')}</dt>
        <dd>{preciseTime(event.occurred_at, i18n.language, zone)}</dd>
        <dt>{t('event.actor')}</dt>
        <dd>{actor(event.actor)}</dd>
        <dt>{t('event.stream')}</dt>
        <dd>
          {t('event.inStream', { type: stream.type, sequence: event.sequence })}
          <div className={classes.mono}>{stream.id}</div>
        </dd>
        <dt>{t('event.version')}</dt>
        <dd>{event.event_version}</dd>
        <dt>{t('event.id')}</dt>
        <dd className={classes.mono}>{event.event_id}</dd>
        <dt>{t('event.cause')}</dt>
        <dd className={classes.mono}>{event.causation_id}</dd>
        <dt>{t('event.command')}</dt>
        <dd className={classes.mono}>{event.command_id}</dd>
      </dl>
      <div className={classes.links}>
        <Link className={classes.way} to="/log/explain/$id" params={{ id: event.event_id }} search={{ open: event.position }}>
          {t('event.toStory')}
        </Link>
        <Link className={classes.way} to="/log/timeline" search={{ type: stream.type, stream: stream.id, at: event.position }}>
          {t('event.toTimeline')}
        </Link>
        <Link className={classes.way} to="/log/events" search={{ stream: stream.id, aggregate: stream.type }}>
          {t('event.ofStream')}
        </Link>
        <Link className={classes.way} to="/log/events" search={{ actor: event.actor }}>
          {t('event.ofActor')}
        </Link>
        <Link className={classes.way} to="/log/audit" search={{ prove: event.position }}>
          {t('event.toProof')}
        </Link>
      </div>
    </>
  )
}
