/** How many passages the test shows; answers read the first number of them. */
export const LIMITS = [6, 20, 50] as const
export type Limit = (typeof LIMITS)[number]

/** What is looked for: whoever has the link sees the same search. */
export interface FindSearch {
  q?: string
  /** The most passages; as many as answers read unless given. */
  most?: Limit
}

export function findSearch(raw: Record<string, unknown>): FindSearch {
  const search: FindSearch = {}
  // A question that looks like a number comes as one.
  const q = typeof raw['q'] === 'number' ? String(raw['q']) : raw['q']
  const most = LIMITS.find((limit) => limit === raw['most'])
  if (typeof q === 'string' && q.trim() !== '') search.q = q
  if (most !== undefined && most !== LIMITS[0]) search.most = most
  return search
}

export interface DocumentSearch {
  /** The passage that is marked, and the version that it is of. */
  chunk?: string
  version?: number
}

export function documentSearch(raw: Record<string, unknown>): DocumentSearch {
  const search: DocumentSearch = {}
  const version = versionOf(raw['version'])
  if (typeof raw['chunk'] === 'string' && raw['chunk'] !== '') search.chunk = raw['chunk']
  if (version !== undefined) search.version = version
  return search
}

export interface DocumentsSearch {
  /** A document is being written: what it is about. */
  write?: string
}

export function documentsSearch(raw: Record<string, unknown>): DocumentsSearch {
  const write = raw['write']
  return typeof write === 'string' || typeof write === 'number' ? { write: String(write) } : {}
}

/** Two versions that are compared. */
export interface VersionsSearch {
  from?: number
  to?: number
}

export function versionsSearch(raw: Record<string, unknown>): VersionsSearch {
  const search: VersionsSearch = {}
  const [from, to] = [versionOf(raw['from']), versionOf(raw['to'])]
  if (from !== undefined) search.from = from
  if (to !== undefined) search.to = to
  return search
}

function versionOf(raw: unknown): number | undefined {
  return typeof raw === 'number' && Number.isSafeInteger(raw) && raw > 0 ? raw : undefined
}
