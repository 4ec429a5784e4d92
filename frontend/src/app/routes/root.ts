import { createRootRoute, createRoute, redirect } from '@tanstack/react-router'
import { meQuery } from '@/api/me'
import { queryClient } from '@/api/query-client'
import { resolveSession } from '@/api/session'
import { NotFoundScreen } from '../not-found-screen'
import { appSearch } from '../search'
import { Shell } from '../shell/shell'

export const root = createRootRoute({ notFoundComponent: NotFoundScreen })

/** Everything behind the sign-in; the page asked for is remembered. */
export const app = createRoute({
  getParentRoute: () => root,
  id: 'app',
  validateSearch: appSearch,
  beforeLoad: async ({ location }) => {
    const session = await resolveSession()
    if (session.phase === 'signed-out' && session.suspended) throw redirect({ to: '/suspended' })
    if (session.phase !== 'signed-in') {
      throw redirect({ to: '/sign-in', search: location.pathname === '/' ? {} : { next: location.href } })
    }
  },
  loader: () => queryClient.query({ ...meQuery, staleTime: 'static' }),
  component: Shell,
})
