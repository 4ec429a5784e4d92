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

/** The parts of a business that can be looked at as they were. */
export const PARTS = ['roster', 'tasks', 'facts', 'documents', 'conversations', 'settings'] as const
export type Part = (typeof PARTS)[number]

/** A position of the log, or an instant (RFC 3339). */
export type Point = number | string

export interface HistorySearch {
  of?: Part
  /** The moment that is looked at; now unless given. */
  at?: Point
  /** Two moments are compared when the earlier one is given; the later one is now unless given. */
  from?: Point
  to?: Point
}

export function historySearch(raw: Record<string, unknown>): HistorySearch {
  const search: HistorySearch = {}
  const of = PARTS.find((part) => part === raw['of'])
  if (of !== undefined) search.of = of
  for (const key of ['at', 'from', 'to'] as const) {
    const value = point(raw[key])
    if (value !== undefined) search[key] = value
  }
  return search
}

export interface AuditSearch {
  /** The position of the event that is proven. */
  prove?: number
}

export function auditSearch(raw: Record<string, unknown>): AuditSearch {
  const prove = position(raw['prove'])
  return prove === undefined ? {} : { prove }
}

export interface LettersSearch {
  projection?: string
}

export function lettersSearch(raw: Record<string, unknown>): LettersSearch {
  const projection = raw['projection']
  return typeof projection === 'string' && projection !== '' ? { projection } : {}
}

function point(value: unknown): Point | undefined {
  if (value === 0) return value
  if (typeof value === 'string') return Number.isNaN(Date.parse(value)) ? undefined : value
  return position(value)
}

function position(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined
}
