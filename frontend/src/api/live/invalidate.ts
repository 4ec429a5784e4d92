import type { QueryClient, QueryKey } from '@tanstack/react-query'
import { keys } from '../keys'
import type { EventFrame } from './frames'

/** Each key begins with it. */
const EVERYTHING: QueryKey = []

/** The queries whose answer an event may have changed. */
export function affectedKeys(frame: EventFrame): QueryKey[] {
  // The name, the zone and the language of the business are in the words of nearly everything.
  if (frame.event === 'ProfileChanged') return [EVERYTHING]
  const affected: QueryKey[] = []
  const conversation = frame.conversation_id ?? undefined
  switch (frame.resource.type) {
    case 'conversation':
      affected.push(keys.conversations, keys.messages(conversation ?? frame.resource.id), keys.feedback)
      break
    case 'turn':
      affected.push(keys.turn(frame.resource.id))
      if (TURN_STATES.has(frame.event)) affected.push(conversation ? keys.messages(conversation) : keys.allMessages)
      break
    case 'action':
      affected.push(keys.actions, conversation ? keys.messages(conversation) : keys.allMessages)
      if (frame.turn_id) affected.push(keys.turn(frame.turn_id))
      break
    case 'notification':
      affected.push(keys.notifications)
      break
    case 'document':
      affected.push(keys.documents)
      break
    case 'shift':
      affected.push(keys.shifts)
      break
    case 'task':
      affected.push(keys.tasks)
      break
    case 'entry':
      affected.push(keys.logbook)
      break
    case 'memory':
      affected.push(keys.facts)
      break
    case 'reminder':
      // What was set by an action can be taken back until it is due: its card says which.
      affected.push(keys.reminders, keys.actions, keys.allMessages)
      break
    case 'member':
    case 'tenant':
      affected.push(keys.me, keys.members, keys.invitations, keys.security, keys.settings)
      break
    case 'access':
      affected.push(keys.sessions, keys.apiKeys, keys.security)
      break
  }
  return affected
}

/** After these a turn is at something else, and the messages tell what. */
const TURN_STATES = new Set(['TurnStarted', 'ModelAttemptFailed', 'ModelResponded', 'TurnCompleted', 'TurnFailed', 'TurnCancelled'])

/**
 * Collects keys for a moment, so that the burst of events of one turn costs one refetch per list.
 */
export class Invalidator {
  #client: QueryClient
  #pending = new Map<string, QueryKey>()
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(client: QueryClient) {
    this.#client = client
  }

  add(list: QueryKey[]): void {
    for (const key of list) this.#pending.set(JSON.stringify(key), key)
    this.#timer ??= setTimeout(() => this.flush(), 40)
  }

  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const list = [...this.#pending.values()]
    this.#pending.clear()
    for (const queryKey of list) void this.#client.invalidateQueries({ queryKey })
  }
}
