import { useSyncExternalStore } from 'react'

/**
 * The highest log position this tab knows of, from its own commands and from live frames. Every GET
 * carries it as `after_position`, so that a list never shows less than what was acknowledged.
 */
let highest = 0
const listeners = new Set<() => void>()

export function sawPosition(position: number | undefined): void {
  if (position === undefined || position <= highest) return
  highest = position
  for (const listener of listeners) listener()
}

export function headPosition(): number {
  return highest
}

/** How far the log is known to reach: it grows with every live frame, also of what one may not see. */
export function useHead(): number {
  return useSyncExternalStore(subscribe, headPosition)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The query parameter for the next GET; absent until anything is known. */
export function afterPosition(): { after_position?: number } {
  return highest > 0 ? { after_position: highest } : {}
}

/** Another log (a restore) has other positions. */
export function forgetPositions(): void {
  highest = 0
}
