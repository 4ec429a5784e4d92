import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { documentsQuery } from '@/api/documents'
import { useMe } from '@/api/me'
import { shiftsQuery } from '@/api/team'

const MOST = 4

/** Questions that this business can answer: from its roster, if it has one, and from its documents. */
export function useSuggestions(): string[] {
  const { t } = useTranslation()
  const me = useMe()
  const documents = useInfiniteQuery(documentsQuery)
  const shifts = useQuery(shiftsQuery)
  if (documents.isPending || shifts.isPending) return []
  const titles = documents.data?.map((one) => one.title) ?? []
  const prompts: string[] = []
  if ((shifts.data?.length ?? 0) > 0) prompts.push(t('chat.suggest2'))
  // There must be somebody to tell.
  if (shifts.data?.some((shift) => shift.member.id !== me.id)) prompts.push(t('chat.suggest3'))
  if (titles.some((title) => /clean|limpieza/i.test(title))) prompts.push(t('chat.suggest1'))
  const rest = titles.filter((title) => !/clean|limpieza/i.test(title))
  return [...prompts, ...rest.map((title) => t('chat.suggestDocument', { title }))].slice(0, MOST)
}
