import type { TFunction } from 'i18next'
import type { NotificationRules } from '@/api/types'
import { toField } from '@/lib/clock-field'
import { regional } from '@/lib/time'

/** "2 hours, 15 minutes": the two largest units say enough. */
export function waitWords(minutes: number, language: string): string {
  const parts = [
    ['day', Math.floor(minutes / 1_440)],
    ['hour', Math.floor((minutes % 1_440) / 60)],
    ['minute', minutes % 60],
  ] as const
  const told = parts
    .filter(([, count]) => count > 0)
    .map(([unit, count]) => new Intl.NumberFormat(regional(language), { style: 'unit', unit, unitDisplay: 'long' }).format(count))
  return new Intl.ListFormat(language, { type: 'unit' }).format(told)
}

/** What rules mean, in sentences: what is decided here is read before it is saved. */
export function effects(rules: NotificationRules, language: string, t: TFunction<'owner'>): string[] {
  const { acknowledge_normal_within: normal, acknowledge_urgent_within: urgent, quiet_hours: quiet } = rules
  const said = [
    normal === null
      ? t('settings.notices.effectNormalNever')
      : t('settings.notices.effectNormal', { wait: waitWords(normal, language) }),
    urgent === null
      ? t('settings.notices.effectUrgentNever')
      : t('settings.notices.effectUrgent', { wait: waitWords(urgent, language) }),
  ]
  if (quiet === null) return [...said, t('settings.notices.effectNoQuiet')]
  const times = { from: toField(quiet.from), to: toField(quiet.to) }
  return [
    ...said,
    times.from < times.to ? t('settings.notices.effectQuiet', times) : t('settings.notices.effectOvernight', times),
    rules.urgent_breaks_quiet_hours ? t('settings.notices.effectBreaks') : t('settings.notices.effectHeld'),
  ]
}

type Fault = 'normal' | 'urgent' | 'from' | 'to'

/** What the server would refuse, by the field that it is about. */
export function noticeFaults(rules: NotificationRules, t: TFunction<'owner'>): Partial<Record<Fault, string | undefined>> {
  const wait = (minutes: number | null) =>
    minutes === null || (Number.isInteger(minutes) && minutes >= 1 && minutes <= 10_080) ? undefined : t('settings.notices.withinWrong')
  const quiet = rules.quiet_hours
  const sameTime = quiet !== null && quiet.from !== '' && quiet.from === quiet.to
  return {
    normal: wait(rules.acknowledge_normal_within),
    urgent: wait(rules.acknowledge_urgent_within),
    from: quiet?.from === '' ? t('settings.notices.timeWrong') : undefined,
    to: quiet?.to === '' ? t('settings.notices.timeWrong') : sameTime ? t('settings.notices.timesSame') : undefined,
  }
}
