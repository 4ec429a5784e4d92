/** The place of each by its score, 1 for the highest; equal ones share a place, and what has no score has none. */
export function placesOf(scores: readonly (number | null)[]): (number | undefined)[] {
  return scores.map((score) => (score === null ? undefined : 1 + scores.filter((other) => other !== null && other > score).length))
}
