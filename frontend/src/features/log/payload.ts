/** What an event says, without its own name around it. */
export function bodyOf(event: string, payload: Record<string, unknown>): unknown {
  const [only, ...others] = Object.keys(payload)
  return only === event && others.length === 0 ? payload[only] : payload
}

export interface Hidden {
  how: 'withheld' | 'erased'
  about: string[]
}

/** Whether a value stands where personal text was. */
export function hidden(value: unknown): Hidden | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const record = value as Record<string, unknown>
  const how = record['withheld'] === true ? 'withheld' : record['erased'] === true ? 'erased' : undefined
  if (how === undefined) return undefined
  const about = record['about']
  return { how, about: Array.isArray(about) ? about.map(String) : [] }
}
