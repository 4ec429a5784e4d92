const FIRST_MS = 500
const MOST_MS = 20_000

/** Exponential backoff with full jitter in its upper half: never at once, never all tabs together. */
export function backoff(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(FIRST_MS * 2 ** attempt, MOST_MS)
  return Math.round(ceiling / 2 + (ceiling / 2) * random())
}
