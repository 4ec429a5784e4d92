/** Which reminders are shown: those to come, unless the address says otherwise. */
export interface RemindersSearch {
  status?: 'fired' | 'cancelled'
}

export function remindersSearch(raw: Record<string, unknown>): RemindersSearch {
  const status = raw['status']
  return status === 'fired' || status === 'cancelled' ? { status } : {}
}
