import { useEffect, useEffectEvent, useSyncExternalStore } from 'react'
import type { EventFrame } from './frames'
import { liveStatus, onLiveEvent, subscribeLiveStatus } from './live'
import { stageOf, subscribeProgress, type Stage } from './progress'
import type { LiveStatus } from './socket'
import { answerStreams, type LiveAnswer } from './streams'

export function useLiveStatus(): LiveStatus {
  return useSyncExternalStore(subscribeLiveStatus, liveStatus)
}

export function useLiveAnswer(turnId: string | undefined): LiveAnswer | undefined {
  return useSyncExternalStore(answerStreams.subscribe, () =>
    turnId === undefined ? undefined : answerStreams.get(turnId),
  )
}

export function useTurnStage(turnId: string): Stage | undefined {
  return useSyncExternalStore(subscribeProgress, () => stageOf(turnId))
}

export function useLiveEvents(listener: (frame: EventFrame) => void): void {
  const latest = useEffectEvent(listener)
  useEffect(() => onLiveEvent((frame) => latest(frame)), [])
}
