import type { Reminder } from '@/api/types'
import { dayKey } from '@/lib/time'
import type { RemindersSearch } from './search'

/** What is to come with the next one first; what is over with the latest one first. */
export function arranged(reminders: readonly Reminder[], { status }: RemindersSearch): Reminder[] {
  const wanted = status ?? 'scheduled'
  const forward = wanted === 'scheduled' ? 1 : -1
  return reminders
    .filter((one) => one.status === wanted)
    .sort((a, b) => forward * (Date.parse(a.due_at) - Date.parse(b.due_at)) || a.id.localeCompare(b.id))
}

export interface Day {
  key: string
  reminders: Reminder[]
}

/** The same in the same order, each day of the business's calendar by itself. */
export function byDay(reminders: readonly Reminder[], zone: string): Day[] {
  const days: Day[] = []
  for (const reminder of reminders) {
    const key = dayKey(reminder.due_at, zone)
    const last = days.at(-1)
    if (last?.key === key) last.reminders.push(reminder)
    else days.push({ key, reminders: [reminder] })
  }
  return days
}
