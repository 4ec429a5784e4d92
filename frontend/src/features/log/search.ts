/** What the address of a view of the log holds: whoever has the link sees the same. */
export interface EventsSearch {
  /** Names of events, separated by commas. */
  type?: string
  aggregate?: string
  /** The id of a stream. */
  stream?: string
  actor?: string
  story?: string
  /** Instants, RFC 3339. */
  since?: string
  until?: string
  /** Whether new events appear as they happen. */
  live?: boolean
  /** The position of the event that is open, and of the one that it is compared with. */
  open?: number
  with?: number
}

const WORDS = ['type', 'aggregate', 'stream', 'actor', 'story', 'since', 'until'] as const

export type Facet = (typeof WORDS)[number]
export type Facets = Pick<EventsSearch, Facet>

export function eventsSearch(raw: Record<string, unknown>): EventsSearch {
  const search: EventsSearch = {}
  for (const key of WORDS) {
    const value = raw[key]
    if (typeof value === 'string' && value !== '') search[key] = value
  }
  if (raw['live'] === true) search.live = true
  const [open, other] = [position(raw['open']), position(raw['with'])]
  if (open !== undefined) search.open = open
  if (other !== undefined) search.with = other
  return search
}

/** Which events are shown, whatever else the address says. */
export function facetsOf(search: EventsSearch): Facets {
  return Object.fromEntries(WORDS.flatMap((key) => (search[key] === undefined ? [] : [[key, search[key]]])))
}

/** The event that is open over a story, and the one that it is compared with. */
export type OpenSearch = Pick<EventsSearch, 'open' | 'with'>

export function openSearch(raw: Record<string, unknown>): OpenSearch {
  const { open, with: other } = eventsSearch(raw)
  return { ...(open === undefined ? {} : { open }), ...(other === undefined ? {} : { with: other }) }
}

export interface TimelineSearch {
  /** The stream that is looked at. */
  type?: string
  stream?: string
  /** As of this position, and compared with that one. */
  at?: number
  with?: number
}

export function timelineSearch(raw: Record<string, unknown>): TimelineSearch {
  const search: TimelineSearch = {}
  if (typeof raw['type'] === 'string') search.type = raw['type']
  if (typeof raw['stream'] === 'string') search.stream = raw['stream']
  const [at, other] = [position(raw['at']), position(raw['with'])]
  if (at !== undefined) search.at = at
  if (other !== undefined) search.with = other
  return search
}

function position(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined
}
