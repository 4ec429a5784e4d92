/** What came of a request, as far as this page understands it. */
export type Outcome =
  | { kind: 'failed'; error: string }
  | { kind: 'rebuilt'; generation: number; position: number }
  | { kind: 'verified'; position: number; rows: number; differences: number; samples: Sample[] }
  | { kind: 'mended'; applied: number; parked: number }
  | { kind: 'other' }

export interface Sample {
  table: string
  key: Record<string, unknown>
  live: Record<string, unknown> | null
  folded: Record<string, unknown> | null
}

export function outcomeOf(kind: string, outcome: unknown): Outcome {
  const found = record(outcome)
  if (found === undefined) return { kind: 'other' }
  if (typeof found['error'] === 'string') return { kind: 'failed', error: found['error'] }
  if (typeof found['applied'] === 'number') {
    return { kind: 'mended', applied: found['applied'], parked: number(found['parked']) }
  }
  if (kind === 'rebuild' && typeof found['generation'] === 'number') {
    return { kind: 'rebuilt', generation: found['generation'], position: number(found['position']) }
  }
  if (kind === 'verify' && typeof found['differences'] === 'number') {
    const samples = Array.isArray(found['samples']) ? found['samples'] : []
    return {
      kind: 'verified',
      position: number(found['position']),
      rows: number(found['rows']),
      differences: found['differences'],
      samples: samples.flatMap((one) => sample(one) ?? []),
    }
  }
  return { kind: 'other' }
}

/** The columns in which two rows differ; none where one of them is missing. */
export function columnsOf({ live, folded }: Sample): string[] {
  if (live === null || folded === null) return []
  return [...new Set([...Object.keys(live), ...Object.keys(folded)])].filter((name) => JSON.stringify(live[name]) !== JSON.stringify(folded[name]))
}

function sample(value: unknown): Sample | undefined {
  const found = record(value)
  if (found === undefined) return undefined
  return {
    table: String(found['table']),
    key: record(found['key']) ?? {},
    live: record(found['live']) ?? null,
    folded: record(found['folded']) ?? null,
  }
}

function record(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined
}

function number(value: unknown): number {
  return typeof value === 'number' ? value : 0
}
