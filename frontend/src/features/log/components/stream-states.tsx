import { Select, Slider } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import type { Envelope } from '@/api/types'
import { Notice } from '@/components/notice'
import page from '@/components/page.module.css'
import { preciseTime } from '@/lib/time'
import { stateQuery } from '../api/events'
import { shortId, useActorWords } from '../use-actor-words'
import { Differences } from './differences'
import { JsonView } from './json-view'
import classes from './log.module.css'

interface Props {
  type: string
  id: string
  events: readonly Envelope[]
  /** The position that is looked at: the last one unless given. */
  at: number | undefined
  /** What it is compared with: the one before unless given. */
  other: number | undefined
}

/** A slider over the events of a stream, the state after each, and what is other than before. */
export function StreamStates({ type, id, events, at, other }: Props) {
  const { t, i18n } = useTranslation('log')
  const zone = useMe().tenant.time_zone
  const actor = useActorWords()
  const navigate = useNavigate()
  const index = indexAt(events, at)
  const event = events[index]
  const with_ = other ?? events[index - 1]?.position
  const state = useQuery({ ...stateQuery(type, id, event?.position ?? 0), enabled: event !== undefined, placeholderData: keepPreviousData })
  const before = useQuery({ ...stateQuery(type, id, with_ ?? 0), enabled: with_ !== undefined, placeholderData: keepPreviousData })
  if (event === undefined) return null
  const go = (next: number) =>
    void navigate({ to: '.', search: (now) => ({ ...now, at: events[next]?.position }), replace: true })
  const name = (one: Envelope) => `${one.position} · ${one.event}`
  return (
    <>
      <h2 className={page.heading}>{t('timeline.of', { type, id: shortId(id) })}</h2>
      <Slider
        min={0}
        max={Math.max(events.length - 1, 1)}
        step={1}
        value={index}
        onChange={go}
        disabled={events.length < 2}
        label={(value) => events[value] && name(events[value])}
        thumbLabel={t('timeline.slider')}
        thumbValueText={(value) => (events[value] ? name(events[value]) : '')}
        marks={events.length <= 40 ? events.map((_, value) => ({ value })) : []}
      />
      <div className={page.lead} role="status">
        <div>
          <div className={classes.name}>{name(event)}</div>
          <div className={classes.fact}>
            {t('timeline.step', { step: index + 1, of: events.length })} · {actor(event.actor)} ·{' '}
            {preciseTime(event.recorded_at, i18n.language, zone)}
          </div>
        </div>
        <Link className={classes.way} to="/log/explain/$id" params={{ id: event.event_id }} search={{ open: event.position }}>
          {t('event.toStory')}
        </Link>
      </div>
      {(state.isError || before.isError) && <Notice tone="danger">{t('timeline.failed')}</Notice>}
      <div className={classes.two}>
        <section aria-labelledby="state-now">
          <h3 id="state-now" className={page.heading}>{t('timeline.state', { position: event.position })}</h3>
          {state.data && <JsonView value={state.data.state} label={t('timeline.state', { position: event.position })} />}
        </section>
        <section aria-labelledby="state-change">
          <h3 id="state-change" className={page.heading}>{t('timeline.change')}</h3>
          <Select
            aria-label={t('timeline.compareWith')}
            data={events.filter((one) => one !== event).map((one) => ({ value: String(one.position), label: name(one) }))}
            value={with_ === undefined ? null : String(with_)}
            onChange={(value) =>
              void navigate({ to: '.', search: (now) => ({ ...now, with: value === null ? undefined : Number(value) }), replace: true })
            }
            placeholder={t('timeline.nothingBefore')}
            allowDeselect={false}
          />
          <div className={classes.below}>
            {state.data && (with_ === undefined || before.data) && (
              <Differences
                before={with_ === undefined ? null : before.data?.state}
                after={state.data.state}
                label={t('timeline.change')}
              />
            )}
          </div>
        </section>
      </div>
    </>
  )
}

/** The last event at a position or before it. */
function indexAt(events: readonly Envelope[], at: number | undefined): number {
  if (at === undefined) return events.length - 1
  return Math.max(0, events.findLastIndex((one) => one.position <= at))
}
