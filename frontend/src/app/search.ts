/** What the address bar may hold besides the path; anything else is dropped. */
export interface ChatSearch {
  /** The open source: document, version and the cited chunk. */
  source?: string
  version?: number
  chunk?: string
  /** The turn that is being explained. */
  why?: string
  /** The message that was looked for. */
  message?: string
}

export function chatSearch(raw: Record<string, unknown>): ChatSearch {
  const search: ChatSearch = {}
  if (typeof raw['source'] === 'string') search.source = raw['source']
  if (typeof raw['version'] === 'number') search.version = raw['version']
  if (typeof raw['chunk'] === 'string') search.chunk = raw['chunk']
  if (typeof raw['why'] === 'string') search.why = raw['why']
  if (typeof raw['message'] === 'string') search.message = raw['message']
  return search
}

export interface AppSearch {
  /** A notice to be shown: where a push leads. */
  notice?: string
}

export function appSearch(raw: Record<string, unknown>): AppSearch {
  return typeof raw['notice'] === 'string' ? { notice: raw['notice'] } : {}
}

export interface SignInSearch {
  next?: string
}

/** Only a path of this app may follow a sign-in: `//elsewhere` and full addresses are dropped. */
export function signInSearch(raw: Record<string, unknown>): SignInSearch {
  const next = raw['next']
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? { next } : {}
}

export interface TeamSearch {
  /** What the page opens with: a form for a shift, or for somebody new. */
  add?: 'shift' | 'person'
}

export function teamSearch(raw: Record<string, unknown>): TeamSearch {
  return raw['add'] === 'shift' || raw['add'] === 'person' ? { add: raw['add'] } : {}
}
