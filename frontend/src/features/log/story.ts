import type { Envelope } from '@/api/types'

export interface Step {
  event: Envelope
  /** The row of what led to it, if that is part of the story. */
  cause: number | undefined
  /** How many causes lie before it. */
  depth: number
}

/**
 * A story's events as they happened, each with what led to it. An event names its cause by an id: of an
 * event, of a command, of a stream (a turn, an action: its last event until then), or of the message or
 * command that the story is called after, which is its beginning.
 */
export function stepsOf(events: readonly Envelope[]): Step[] {
  const steps: Step[] = []
  const rows = new Map<string, number>()
  for (const event of events) {
    const row = steps.length
    // A cause lies before its effect; whatever names itself or something else is a beginning. The first
    // event of a turn names the turn: it follows from what the story began with.
    const named = rows.get(event.causation_id)
    const fromBeginning = [event.correlation_id, event.stream.id].includes(event.causation_id)
    const cause = named ?? (row > 0 && fromBeginning ? 0 : undefined)
    steps.push({ event, cause, depth: cause === undefined ? 0 : (steps[cause]?.depth ?? 0) + 1 })
    rows.set(event.event_id, row)
    rows.set(event.stream.id, row)
    if (!rows.has(event.command_id)) rows.set(event.command_id, row)
  }
  return steps
}
