import { client, unwrap } from '../client'
import { keys } from '../keys'
import { forgetPositions, sawPosition } from '../position'
import { Problem } from '../problem'
import { queryClient } from '../query-client'
import { getSession, refreshSession } from '../session'
import type { EventFrame, Frame } from './frames'
import { affectedKeys, Invalidator } from './invalidate'
import { noteProgress } from './progress'
import { LiveSocket, type LiveStatus } from './socket'
import { answerStreams } from './streams'

type EventListener = (frame: EventFrame) => void

let status: LiveStatus = { phase: 'idle' }
let logId: string | undefined
const statusListeners = new Set<() => void>()
const eventListeners = new Set<EventListener>()
const invalidator = new Invalidator(queryClient)

/** The tab's one live connection: started by the shell, shared by every screen. */
export const live = new LiveSocket({
  ticket,
  since: () => {
    const session = getSession()
    return session.phase === 'signed-in' ? session.since : undefined
  },
  url: (query) => {
    const base = new URL('/api/v1/ws', location.href)
    base.protocol = base.protocol === 'https:' ? 'wss:' : 'ws:'
    base.search = query.toString()
    return base.toString()
  },
  onFrame,
  onStatus: (next) => {
    status = next
    for (const listener of statusListeners) listener()
  },
})

async function ticket(): Promise<string | undefined> {
  try {
    return (await unwrap(client.POST('/api/v1/ws/ticket'))).ticket
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401) throw error
    const session = await refreshSession()
    if (session.phase !== 'signed-in') return undefined
    throw error
  }
}

function onFrame(frame: Frame, resumed: boolean): void {
  switch (frame.type) {
    case 'welcome':
      // What was loaded before the socket was live may lack what happened in between.
      if (!resumed) refetchAll(frame.log_id)
      logId = frame.log_id
      break
    case 'resync':
      refetchAll(frame.log_id)
      break
    case 'cursor':
      sawPosition(frame.position)
      break
    case 'delta':
      answerStreams.take(frame)
      break
    case 'event':
      sawPosition(frame.position)
      noteProgress(frame)
      invalidator.add(affectedKeys(frame))
      for (const listener of eventListeners) listener(frame)
      break
    case 'pong':
      break
  }
}

function refetchAll(newLog: string): void {
  if (logId !== undefined && logId !== newLog) forgetPositions()
  logId = newLog
  answerStreams.clear()
  void queryClient.invalidateQueries({ predicate: (query) => query.queryKey[0] !== keys.demo[0] })
}

export function liveStatus(): LiveStatus {
  return status
}

export function subscribeLiveStatus(listener: () => void): () => void {
  statusListeners.add(listener)
  return () => statusListeners.delete(listener)
}

/** Calls back for every event frame, catch-up after a reconnect included. */
export function onLiveEvent(listener: EventListener): () => void {
  eventListeners.add(listener)
  return () => eventListeners.delete(listener)
}
