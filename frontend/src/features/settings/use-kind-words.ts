import { useTranslation } from 'react-i18next'
import { KINDS } from './policies'

/** What a kind of action is called; one that this version does not know goes by its own name. */
export function useKindWords(kind: string): { name: string; text: string | undefined } {
  const { t } = useTranslation('owner')
  const known = KINDS.find((one) => one === kind)
  if (known === undefined) return { name: kind.replaceAll('_', ' '), text: undefined }
  return { name: t(`settings.policies.kinds.${known}.name`), text: t(`settings.policies.kinds.${known}.text`) }
}
