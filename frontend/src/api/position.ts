/**
 * The highest log position this tab knows of, from its own commands and from live frames. Every GET
 * carries it as `after_position`, so that a list never shows less than what was acknowledged.
 */
let highest = 0

export function sawPosition(position: number | undefined): void {
  if (position !== undefined && position > highest) highest = position
}

/** The query parameter for the next GET; absent until anything is known. */
export function afterPosition(): { after_position?: number } {
  return highest > 0 ? { after_position: highest } : {}
}

/** Another log (a restore) has other positions. */
export function forgetPositions(): void {
  highest = 0
}
