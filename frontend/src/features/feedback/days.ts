import type { Feedback } from '@/api/types'

export type ReceivedDay = Feedback['by_day'][number]

const DAY_MS = 86_400_000

/** Every day of the period, the first one first; those without answers too. */
export function everyDay({ from, to, by_day: known }: Pick<Feedback, 'from' | 'to' | 'by_day'>): ReceivedDay[] {
  const byDay = new Map(known.map((one) => [one.day, one]))
  const days: ReceivedDay[] = []
  for (let at = Date.parse(from); at <= Date.parse(to); at += DAY_MS) {
    const day = new Date(at).toISOString().slice(0, 10)
    days.push(byDay.get(day) ?? { day, answers: 0, unanswered: 0, helpful: 0, unhelpful: 0 })
  }
  return days
}
