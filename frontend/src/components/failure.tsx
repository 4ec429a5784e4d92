import { useTranslation } from 'react-i18next'
import { detailOf, Problem } from '@/api/problem'
import { Notice } from './notice'

/** Refusals that have better words here than the server's own, by the kind of problem. */
const WORDS = {
  'last-owner': 'people.lastOwner',
  'too-many-api-keys': 'account.tooManyKeys',
} as const

/** Why what was asked for did not work, and what to do. */
export function Failure({ error }: { error: Error | null }) {
  const { t } = useTranslation()
  if (error === null) return null
  const known = error instanceof Problem && error.slug in WORDS ? WORDS[error.slug as keyof typeof WORDS] : undefined
  return <Notice tone="danger">{known ? t(known) : t('app.failedTo', { detail: detailOf(error) })}</Notice>
}
