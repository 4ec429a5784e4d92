import { useTranslation } from 'react-i18next'
import { regional } from '@/lib/time'

/** "Thu 26 Nov", or with its year where it is not the present one. */
export function useDayWords(): (day: string) => string {
  const { i18n } = useTranslation()
  const year = String(new Date().getFullYear())
  return (day) => {
    const at = Date.parse(day)
    if (Number.isNaN(at)) return ''
    return new Intl.DateTimeFormat(regional(i18n.language), {
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      ...(day.startsWith(year) ? {} : { year: 'numeric' }),
      timeZone: 'UTC',
    }).format(at)
  }
}
