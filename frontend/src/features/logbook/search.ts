/** Which entries are shown; the address holds it. */
export interface LogbookSearch {
  category?: string
  /** `me`, or the id of who wrote them. */
  by?: string
  struck?: boolean
}

export function logbookSearch(raw: Record<string, unknown>): LogbookSearch {
  const search: LogbookSearch = {}
  if (typeof raw['category'] === 'string' && raw['category'] !== '') search.category = raw['category']
  if (typeof raw['by'] === 'string' && raw['by'] !== '') search.by = raw['by']
  if (typeof raw['struck'] === 'boolean') search.struck = raw['struck']
  return search
}
