import type { EventFrame } from './frames'

/** What the steward is doing in a turn, as far as its events tell. */
export type Stage = 'started' | 'context' | 'tool' | 'model'

const STAGES: Record<string, Stage> = {
  TurnStarted: 'started',
  ContextRetrieved: 'context',
  ToolAnswered: 'tool',
  ModelResponded: 'model',
}

const stages = new Map<string, Stage>()
const listeners = new Set<() => void>()

export function noteProgress(frame: EventFrame): void {
  const stage = STAGES[frame.event]
  const turnId = frame.turn_id ?? (frame.resource.type === 'turn' ? frame.resource.id : undefined)
  if (!stage || !turnId) return
  stages.set(turnId, stage)
  for (const listener of listeners) listener()
}

export function stageOf(turnId: string): Stage | undefined {
  return stages.get(turnId)
}

export function subscribeProgress(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
