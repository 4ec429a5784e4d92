import { useTranslation } from 'react-i18next'
import { detailOf, Problem } from '@/api/problem'
import { Notice } from '@/components/notice'

/** Why something about people did not work, and what to do. */
export function PeopleFailure({ error }: { error: Error | null }) {
  const { t } = useTranslation()
  if (error === null) return null
  const slug = error instanceof Problem ? error.slug : undefined
  const words =
    slug === 'last-owner'
      ? t('people.lastOwner')
      : slug === 'invitation-used'
        ? t('people.used')
        : t('people.failedTo', { detail: detailOf(error) })
  return <Notice tone="danger">{words}</Notice>
}
