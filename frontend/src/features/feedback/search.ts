/** The periods that are summed up, in days. */
export const LENGTHS = [7, 30, 90] as const
export type Length = (typeof LENGTHS)[number]

export interface FeedbackSearch {
  /** How many days up to today; 30 unless given. */
  days?: Length
  /** Questions that are dealt with, in place of those that wait. */
  settled?: true
}

export function feedbackSearch(raw: Record<string, unknown>): FeedbackSearch {
  const search: FeedbackSearch = {}
  const days = LENGTHS.find((length) => length === raw['days'])
  if (days !== undefined && days !== 30) search.days = days
  if (raw['settled'] === true) search.settled = true
  return search
}
