interface TraceEvent {
  name: string
  ph: string
  pid: number
  tid: number
  ts: number
  dur?: number
  /** The time that the thread had a processor. */
  tdur?: number
  args?: { name?: string }
}

/** What the page's main thread did at a stretch, in ms, the longest first, with what was in it. */
export interface Task {
  ms: number
  /** Of these, those in which it had a processor: less when other processes wanted it too. */
  cpuMs: number
  parts: string
}

/** The tasks of the renderer that worked most, from a trace of Chromium. */
export function tasks(trace: Buffer): Task[] {
  const { traceEvents: events } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] }
  const mains = new Set(events.filter((one) => one.name === 'thread_name' && one.args?.name === 'CrRendererMain').map(threadOf))
  const onMain = events.filter((one) => one.ph === 'X' && mains.has(threadOf(one)))
  const busy = new Map<string, number>()
  const runs = onMain.filter((one) => one.name === 'ThreadControllerImpl::RunTask')
  for (const run of runs) busy.set(threadOf(run), (busy.get(threadOf(run)) ?? 0) + (run.dur ?? 0))
  const [thread] = [...busy].toSorted((a, b) => b[1] - a[1])[0] ?? []
  return runs
    .filter((run) => threadOf(run) === thread)
    .toSorted((a, b) => (b.dur ?? 0) - (a.dur ?? 0))
    .slice(0, 5)
    .map((run) => ({ ms: (run.dur ?? 0) / 1_000, cpuMs: (run.tdur ?? run.dur ?? 0) / 1_000, parts: inside(run, onMain) }))
}

const threadOf = (one: TraceEvent) => `${one.pid}/${one.tid}`

function inside(run: TraceEvent, events: TraceEvent[]): string {
  const end = run.ts + (run.dur ?? 0)
  return events
    .filter((one) => threadOf(one) === threadOf(run) && one !== run && one.ts >= run.ts && one.ts + (one.dur ?? 0) <= end)
    .toSorted((a, b) => (b.dur ?? 0) - (a.dur ?? 0))
    .slice(0, 6)
    .map((one) => `${one.name} ${((one.dur ?? 0) / 1_000).toFixed(1)}`)
    .join(', ')
}
