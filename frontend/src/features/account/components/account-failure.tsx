import { useTranslation } from 'react-i18next'
import { detailOf, Problem } from '@/api/problem'
import { Notice } from '@/components/notice'

/** Why something about the account did not work, and what to do. */
export function AccountFailure({ error }: { error: Error | null }) {
  const { t } = useTranslation()
  if (error === null) return null
  const slug = error instanceof Problem ? error.slug : undefined
  const words =
    slug === 'last-owner'
      ? t('people.lastOwner')
      : slug === 'too-many-api-keys'
        ? t('account.tooManyKeys')
        : t('account.failedTo', { detail: detailOf(error) })
  return <Notice tone="danger">{words}</Notice>
}
