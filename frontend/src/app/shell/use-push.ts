import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useMe } from '@/api/me'
import { keepPush } from '@/api/push'

/** Keeps this device told, and shows the notice that a push led to; which one that is. */
export function usePush(openPanel: () => void): string | undefined {
  const me = useMe()
  const navigate = useNavigate()
  const { notice } = useSearch({ strict: false })

  useEffect(() => {
    // Not being told is no reason to trouble anybody here: the account page says how it is.
    keepPush(me.id).catch(() => undefined)
  }, [me.id])

  useEffect(() => {
    if (notice !== undefined) openPanel()
  }, [notice, openPanel])

  useEffect(() => {
    if (!('serviceWorker' in navigator)) return undefined
    const onMessage = ({ data }: MessageEvent<unknown>) => {
      const { type, notice: id } = (data ?? {}) as Record<string, unknown>
      if (type === 'open-notice' && typeof id === 'string') {
        void navigate({ to: '.', search: (before) => ({ ...before, notice: id }) })
      }
    }
    navigator.serviceWorker.addEventListener('message', onMessage)
    return () => navigator.serviceWorker.removeEventListener('message', onMessage)
  }, [navigate])

  return notice
}
