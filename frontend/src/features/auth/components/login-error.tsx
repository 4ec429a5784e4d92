import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Notice } from '@/components/notice'
import { useNow } from '@/lib/use-now'
import { loginFailure } from '../api/login'

interface Props {
  error: unknown
  /** Instead of the words for a sign-in that is refused. */
  refused?: string
  /** Instead of the words for what has no words of its own. */
  other?: (detail: string) => string
}

/** Why signing in did not work; after too many attempts it counts down to when it can be tried again. */
export function LoginError({ error, refused, other }: Props) {
  const { t } = useTranslation()
  if (!error) return null
  const failure = loginFailure(error)
  switch (failure.kind) {
    case 'limited':
      return <Limited until={failure.until} />
    case 'refused':
      return <Notice tone="danger">{refused ?? t('auth.refused')}</Notice>
    case 'suspended':
      return <Notice tone="danger">{t('suspended.text')}</Notice>
    case 'unreachable':
      return <Notice tone="danger">{t('auth.unreachable')}</Notice>
    case 'other':
      return <Notice tone="danger">{other?.(failure.detail) ?? t('auth.failed', { detail: failure.detail })}</Notice>
  }
}

function Limited({ until }: { until: number }) {
  const { t } = useTranslation()
  const left = Math.max(0, Math.ceil((until - useNow(500)) / 1000))
  const [first] = useState(left)
  if (left === 0) return <Notice tone="calm">{t('auth.limitedOver')}</Notice>
  // The seconds run for the eye only; a screen reader hears the whole wait once.
  return (
    <Notice tone="danger">
      <span aria-hidden>{t('auth.limited', { count: left })}</span>
      <span className="visually-hidden">{t('auth.limited', { count: first })}</span>
    </Notice>
  )
}
