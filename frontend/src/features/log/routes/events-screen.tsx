import { Button, Skeleton } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { IconTimelineEvent } from '@tabler/icons-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyNote } from '@/components/empty-note'
import { Notice } from '@/components/notice'
import { eventsQuery } from '../api/events'
import { useTail } from '../api/use-tail'
import { EventDrawer } from '../components/event-drawer'
import { EventRow } from '../components/event-row'
import { FacetBar, FacetPills, LiveSwitch } from '../components/facets'
import classes from '../components/log.module.css'
import { LogPage } from '../components/log-page'
import { facetsOf } from '../search'

const route = getRouteApi('/app/log/events')

/** What happened in the business, the newest first: envelopes, narrowed as one likes, and live. */
export function EventsScreen() {
  const { t } = useTranslation('log')
  const search = route.useSearch()
  const facets = useMemo(() => facetsOf(search), [search])
  const list = useInfiniteQuery(eventsQuery(facets))
  const loaded = list.data
  const tail = useTail(facets, loaded && (loaded[0]?.position ?? 0), search.live === true)
  const events = loaded && [...tail, ...loaded]
  return (
    <LogPage title={t('events.title')} lead={t('events.lead')}>
      <FacetBar search={search} events={events ?? []} />
      <div className={classes.line}>
        <LiveSwitch search={search} />
        <FacetPills search={search} />
      </div>
      {list.isPending && <Skeleton height={300} radius="lg" />}
      {list.isError && <Notice tone="danger">{t('events.failed')}</Notice>}
      {events?.length === 0 && <EmptyNote icon={IconTimelineEvent} title={t('events.empty')} text={t('events.emptyText')} />}
      {events && events.length > 0 && (
        <ol className={classes.rows} aria-label={t('events.title')}>
          {events.map((event) => (
            <li key={event.position}>
              <EventRow event={event} open={event.position === search.open} />
            </li>
          ))}
        </ol>
      )}
      <p className="visually-hidden" role="status">
        {search.live === true && t('events.new', { count: tail.length })}
      </p>
      {list.hasNextPage && (
        <Button variant="subtle" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('events.older')}
        </Button>
      )}
      {search.open !== undefined && <EventDrawer key={search.open} position={search.open} other={search.with} />}
    </LogPage>
  )
}
