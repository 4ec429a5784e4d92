import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Notice } from '@/components/notice'
import { useNow } from '@/lib/use-now'
import { loginFailure, type LoginFailure } from '../api/login'

/** Why signing in did not work; after too many attempts it counts down to when it can be tried again. */
export function LoginError({ error }: { error: unknown }) {
  const { t } = useTranslation()
  const failure = useMemo(() => (error ? { ...loginFailure(error), at: Date.now() } : undefined), [error])
  if (!failure) return null
  if (failure.kind === 'limited') return <Limited seconds={failure.seconds} at={failure.at} />
  return <Notice tone="danger">{words(failure, t)}</Notice>
}

function Limited({ seconds, at }: { seconds: number; at: number }) {
  const { t } = useTranslation()
  const left = Math.max(0, Math.ceil((at + seconds * 1000 - useNow(500)) / 1000))
  return (
    <Notice tone={left > 0 ? 'danger' : 'calm'}>
      {left > 0 ? t('auth.limited', { count: left }) : t('auth.limitedOver')}
    </Notice>
  )
}

function words(failure: LoginFailure, t: ReturnType<typeof useTranslation>['t']): string {
  switch (failure.kind) {
    case 'refused':
      return t('auth.refused')
    case 'unreachable':
      return t('auth.unreachable')
    case 'limited':
      return t('auth.limited', { count: failure.seconds })
    case 'other':
      return t('auth.failed', { detail: failure.detail })
  }
}
