import type { Channel } from '@/api/notice-preferences'
import type { NoticePreferences } from '@/api/types'

export type Kind = NoticePreferences['kinds'][number]['kind']
export type Quiet = NonNullable<NoticePreferences['quiet_hours']>

/** What one switch changes of what tells the member of a notice. */
export type Change = { kind: Kind; channel: Channel; on: boolean } | { quiet: Quiet | null }

/** The choice after a change; what the change is not about stays as it is. */
export function apply<T extends Pick<NoticePreferences, 'kinds' | 'quiet_hours'>>(value: T, change: Change): T {
  if ('quiet' in change) return { ...value, quiet_hours: change.quiet }
  const kinds = value.kinds.map((told) => (told.kind === change.kind ? { ...told, [change.channel]: change.on } : told))
  return { ...value, kinds }
}

export const USUAL_QUIET: Quiet = { from: '22:00:00', to: '07:00:00' }

/** What the server would refuse about quiet hours, by field. */
export function quietFaults({ from, to }: Quiet): { from?: 'missing'; to?: 'missing' | 'same' } {
  return {
    ...(from === '' && { from: 'missing' }),
    ...(to === '' ? { to: 'missing' } : from === to && { to: 'same' }),
  }
}
