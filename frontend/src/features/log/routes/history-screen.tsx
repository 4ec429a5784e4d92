import { SegmentedControl, Select, Skeleton } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Envelope } from '@/api/types'
import { Notice } from '@/components/notice'
import { momentsQuery } from '../api/events'
import { compareQuery, historyQuery } from '../api/history'
import { AsItWas } from '../components/as-it-was'
import { LogPage } from '../components/log-page'
import { Moment } from '../components/moment'
import { MomentSlider } from '../components/moment-slider'
import classes from '../components/things.module.css'
import { WhatChanged } from '../components/what-changed'
import { placeOf, pointAt } from '../moments'
import { PARTS, type HistorySearch, type Part } from '../search'
import { SHAPES } from '../things'

const route = getRouteApi('/app/log/history')

/** A part of the business as it was at any moment, or what is different between two. */
export function HistoryScreen() {
  const { t } = useTranslation('log')
  const navigate = useNavigate()
  const search = route.useSearch()
  const part: Part = search.of ?? 'roster'
  const moments = useQuery(momentsQuery(SHAPES[part].aggregate))
  const events = moments.data?.items ?? []
  const go = (next: HistorySearch) => void navigate({ to: '/log/history', search: next, replace: true })
  const comparing = search.from !== undefined
  const chosen = search.of === undefined ? {} : { of: search.of }
  return (
    <LogPage title={t('history.title')} lead={t('history.lead')}>
      <div className={classes.travel}>
        <div className={classes.modes}>
          <Select
            label={t('history.of')}
            data={PARTS.map((value) => ({ value, label: t(`history.parts.${value}`) }))}
            value={part}
            onChange={(value) => go({ ...search, of: PARTS.find((one) => one === value) ?? part })}
            allowDeselect={false}
          />
          <SegmentedControl
            aria-label={t('history.mode')}
            data={[
              { value: 'one', label: t('history.one') },
              { value: 'two', label: t('history.two') },
            ]}
            value={comparing ? 'two' : 'one'}
            onChange={(mode) => {
              const { at, to } = search
              if (mode === 'one') go({ ...chosen, ...(to === undefined ? {} : { at: to }) })
              else {
                const from = pointAt(events, placeOf(events, at) - 1) ?? 0
                go({ ...chosen, from, ...(at === undefined ? {} : { to: at }) })
              }
            }}
          />
        </div>
        {moments.isPending ? <Skeleton height={118} radius="md" /> : comparing ? <Two events={events} /> : <One events={events} />}
        {moments.isError && <Notice tone="danger">{t('events.failed')}</Notice>}
        {moments.data?.cut && <Notice tone="calm">{t('history.cut', { count: events.length })}</Notice>}
      </div>
      {search.from === undefined ? (
        <AsItWas part={part} at={search.at} />
      ) : (
        <WhatChanged part={part} from={search.from} to={search.to} />
      )}
    </LogPage>
  )
}

function One({ events }: { events: readonly Envelope[] }) {
  const { t } = useTranslation('log')
  const navigate = useNavigate()
  const { of, at } = route.useSearch()
  const found = useQuery({ ...historyQuery(of ?? 'roster', at), placeholderData: keepPreviousData })
  const place = placeOf(events, at)
  const go = (next: HistorySearch['at']) =>
    void navigate({ to: '/log/history', search: { ...(of && { of }), ...(next === undefined ? {} : { at: next }) }, replace: true })
  return (
    <>
      <MomentSlider events={events} places={[place]} onChange={([next = 0]) => go(pointAt(events, next))} />
      <div className={classes.moments}>
        <Moment label={t('history.at')} moment={found.data?.at} event={events[place - 1]} onChange={go} />
      </div>
    </>
  )
}

function Two({ events }: { events: readonly Envelope[] }) {
  const { t } = useTranslation('log')
  const navigate = useNavigate()
  const { of, from = 0, to } = route.useSearch()
  const found = useQuery({ ...compareQuery(of ?? 'roster', from, to), placeholderData: keepPreviousData })
  const places = [placeOf(events, from), placeOf(events, to)] as const
  const go = (next: { from: HistorySearch['from']; to: HistorySearch['to'] }) =>
    void navigate({
      to: '/log/history',
      search: { ...(of && { of }), from: next.from ?? from, ...(next.to === undefined ? {} : { to: next.to }) },
      replace: true,
    })
  return (
    <>
      <MomentSlider
        events={events}
        places={places}
        onChange={([first = 0, second = 0]) =>
          // Behind the last event is now, and a comparison begins at a moment that stays.
          go({ from: pointAt(events, first) ?? events.at(-1)?.position ?? 0, to: pointAt(events, second) })
        }
      />
      <div className={classes.moments}>
        <Moment label={t('history.from')} moment={found.data?.from} event={events[places[0] - 1]} onChange={(next) => go({ from: next, to })} />
        <Moment label={t('history.to')} moment={found.data?.to} event={events[places[1] - 1]} onChange={(next) => go({ from, to: next })} />
      </div>
    </>
  )
}
