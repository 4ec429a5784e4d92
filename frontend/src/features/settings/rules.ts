/** The most rules of the house, as the API has it. */
export const MOST_RULES = 50

/** The same rules, with one a place earlier or later. */
export function moved(rules: readonly string[], index: number, by: -1 | 1): string[] {
  const result = [...rules]
  const [one] = result.splice(index, 1)
  if (one !== undefined) result.splice(index + by, 0, one)
  return result
}
