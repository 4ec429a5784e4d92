import { useTranslation } from 'react-i18next'
import { regional } from '@/lib/time'

/** Numbers as the person's language writes them: positions and counts have many digits. */
export function useNumbers(): (value: number) => string {
  const { i18n } = useTranslation()
  const format = new Intl.NumberFormat(regional(i18n.language))
  return (value) => format.format(value)
}
