/** What the server sends over the WebSocket: envelopes, never the content of an event. */
export type ResourceType =
  | 'tenant' | 'member' | 'conversation' | 'turn' | 'action' | 'notification' | 'document' | 'shift'
  | 'task' | 'reminder' | 'entry' | 'memory' | 'access'

export interface EventFrame {
  type: 'event'
  position: number
  event: string
  resource: { type: ResourceType; id: string }
  conversation_id?: string | null
  turn_id?: string | null
  occurred_at: string
}

export interface DeltaFrame {
  type: 'delta'
  turn_id: string
  conversation_id: string
  generation: number
  index: number
  text: string
}

export type Frame =
  | { type: 'welcome'; log_id: string; position: number }
  | { type: 'cursor'; position: number }
  | { type: 'resync'; log_id: string; position: number }
  | { type: 'pong' }
  | EventFrame
  | DeltaFrame

const KNOWN = new Set(['welcome', 'cursor', 'resync', 'pong', 'event', 'delta'])

/** A frame, or nothing when the text is not one we know; newer servers may send more kinds. */
export function parseFrame(text: string): Frame | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || !('type' in value)) return undefined
    return KNOWN.has(String(value.type)) ? (value as Frame) : undefined
  } catch {
    return undefined
  }
}
