import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'
import { keys } from '@/api/keys'
import { afterPosition } from '@/api/position'
import type { Envelope } from '@/api/types'
import type { Facets } from '../search'

const PAGE = 50
const MOST = 200
/** Of one stream or one kind of it, so many pages at the most: what has more is not looked at as a whole. */
const MOST_PAGES = 5

/** The events that fit, the newest first. */
export function eventsQuery(facets: Facets) {
  return infiniteQueryOptions({
    queryKey: [...keys.log, 'events', facets],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      unwrap(
        client.GET('/api/v1/events', {
          params: {
            query: {
              ...conditions(facets),
              order: 'desc',
              limit: PAGE,
              ...(pageParam === '' ? {} : { cursor: pageParam }),
              ...afterPosition(),
            },
          },
        }),
      ),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    select: ({ pages }) => pages.flatMap((page) => page.items),
  })
}

export interface Tail {
  /** The newest first. */
  items: Envelope[]
  /** More came than one page holds: the list has to be loaded anew. */
  overflows: boolean
  /** What the log's head was known to be when this was asked for. */
  through: number
}

/** Those that fit and came after a position. */
export async function tailOf(facets: Facets, after: number, through: number): Promise<Tail> {
  const { items, next_cursor } = await unwrap(
    client.GET('/api/v1/events', {
      params: { query: { ...conditions(facets), after, order: 'desc', limit: MOST, ...afterPosition() } },
    }),
  )
  return { items, overflows: next_cursor !== null, through }
}

/** One event with its payload; it never changes. */
export const eventQuery = (position: number) =>
  queryOptions({
    queryKey: [...keys.log, 'event', position],
    queryFn: () => unwrap(client.GET('/api/v1/events/{position}', { params: { path: { position } } })),
    staleTime: Infinity,
  })

export interface Whole {
  items: Envelope[]
  /** There are more than are shown. */
  cut: boolean
}

/** All events of a stream, as they happened. */
export const streamQuery = (type: string, id: string) =>
  queryOptions({
    queryKey: [...keys.log, 'stream', type, id],
    queryFn: () =>
      whole((cursor) =>
        unwrap(
          client.GET('/api/v1/streams/{type}/{id}', {
            params: { path: { type, id }, query: { limit: MOST, ...cursor, ...afterPosition() } },
          }),
        ),
      ),
  })

/** When a part of the business changed: the newest events of its kind of streams, as they happened. */
export const momentsQuery = (aggregate: string) =>
  queryOptions({
    queryKey: [...keys.log, 'moments', aggregate],
    queryFn: async () => {
      const { items, cut } = await whole((cursor) =>
        unwrap(
          client.GET('/api/v1/events', {
            params: { query: { aggregate, order: 'desc', limit: MOST, ...cursor, ...afterPosition() } },
          }),
        ),
      )
      return { items: items.reverse(), cut }
    },
  })

/** A stream's state as of a position; it never changes. */
export const stateQuery = (type: string, id: string, at: number) =>
  queryOptions({
    queryKey: [...keys.log, 'state', type, id, at],
    queryFn: () =>
      unwrap(
        client.GET('/api/v1/streams/{type}/{id}/state', { params: { path: { type, id }, query: { at: String(at) } } }),
      ),
    staleTime: Infinity,
  })

type Page = { items: Envelope[]; next_cursor: string | null }

async function whole(page: (cursor: { cursor?: string }) => Promise<Page>): Promise<Whole> {
  const items: Envelope[] = []
  let cursor: string | null = null
  for (let read = 0; read < MOST_PAGES; read += 1) {
    const answer: Page = await page(cursor === null ? {} : { cursor })
    items.push(...answer.items)
    cursor = answer.next_cursor
    if (cursor === null) break
  }
  return { items, cut: cursor !== null }
}

function conditions({ type, aggregate, stream, actor, story, since, until }: Facets) {
  return {
    ...(type === undefined ? {} : { type }),
    ...(aggregate === undefined ? {} : { aggregate }),
    ...(stream === undefined ? {} : { stream_id: stream }),
    ...(actor === undefined ? {} : { actor }),
    ...(story === undefined ? {} : { correlation_id: story }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  }
}
