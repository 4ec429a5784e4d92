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
  const version = raw['version']
  if (typeof raw['chunk'] === 'string' && raw['chunk'] !== '') search.chunk = raw['chunk']
  if (typeof version === 'number' && Number.isSafeInteger(version) && version > 0) search.version = version
  return search
}
