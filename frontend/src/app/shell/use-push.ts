import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useMe } from '@/api/me'
import { keepPush } from '@/api/push'
import { pushedNotice } from '@/api/pushed-notice'
import { useStore } from '@/lib/store'

/** Keeps this device told, and shows the notice that a push led to; which one that is. */
export function usePush(openPanel: () => void): string | undefined {
  const me = useMe()
  const navigate = useNavigate()
  const { notice } = useSearch({ strict: false })
  const pushed = useStore(pushedNotice, (one) => one)

  useEffect(() => {
    // Not being told is no reason to trouble anybody here: the account page says how it is.
    keepPush(me.id).catch(() => undefined)
  }, [me.id])

  useEffect(() => {
    if (notice !== undefined) openPanel()
  }, [notice, openPanel])

  useEffect(() => {
    if (pushed === undefined) return
    pushedNotice.set(undefined)
    void navigate({ to: '.', search: (before) => ({ ...before, notice: pushed }) })
  }, [pushed, navigate])

  return notice
}
