import { useTranslation } from 'react-i18next'
import type { Choice } from '@/lib/soon'
import { clockTime, weekdayTime } from '@/lib/time'
import { instantOf } from '@/lib/zoned'

/** How a moment that can be chosen is called, on the clocks of the business. */
export function useSoonWords(zone: string): (choice: Choice) => string {
  const { t, i18n } = useTranslation()
  return ({ name, at }) => {
    const moment = instantOf(at, zone) ?? at
    if (name === 'monday') return weekdayTime(moment, i18n.language, zone)
    return t(`app.soon.${name}`, { time: clockTime(moment, i18n.language, zone) })
  }
}
