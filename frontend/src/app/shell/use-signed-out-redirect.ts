import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { answerStreams } from '@/api/live/streams'
import { forgetPositions } from '@/api/position'
import { getSession, subscribeSession } from '@/api/session'
import { clearOutbox } from '@/features/chat/api/outbox'
import { clearUploads } from '@/features/documents/api/uploads'
import { forgetDrafts } from '@/lib/drafts'

/** Signed out here, in another tab, or by the server: leave at once and keep nothing of the member. */
export function useSignedOutRedirect(): void {
  const router = useRouter()
  const queries = useQueryClient()
  useEffect(
    () =>
      subscribeSession(() => {
        const session = getSession()
        if (session.phase !== 'signed-out') return
        forgetDrafts()
        clearOutbox()
        clearUploads()
        answerStreams.clear()
        forgetPositions()
        const left = session.suspended
          ? router.navigate({ to: '/suspended' })
          : router.navigate({ to: '/sign-in', search: {} })
        void left.then(() => queries.clear())
      }),
    [router, queries],
  )
}
