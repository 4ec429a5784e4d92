import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { meQuery } from '@/api/me'
import { queryClient } from '@/api/query-client'
import { resolveSession } from '@/api/session'
import { SignInScreen } from '@/features/auth/routes/sign-in-screen'
import { ChatScreen } from '@/features/chat/routes/chat-screen'
import { NewChatScreen } from '@/features/chat/routes/new-chat-screen'
import { eventsSearch, openSearch, timelineSearch } from '@/features/log/search'
import { CrashScreen } from './crash-screen'
import { loadLogTexts } from './i18n/log'
import { NotFoundScreen } from './not-found-screen'
import { chatSearch, signInSearch, teamSearch } from './search'
import { Shell } from './shell/shell'
import { SplashScreen } from './splash-screen'

const root = createRootRoute({ notFoundComponent: NotFoundScreen })

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: signInSearch,
  component: SignInScreen,
})

const register = createRoute({
  getParentRoute: () => root,
  path: '/register',
  component: lazyRouteComponent(() => import('@/features/auth/routes/register-screen'), 'RegisterScreen'),
})

const join = createRoute({
  getParentRoute: () => root,
  path: '/join',
  component: lazyRouteComponent(() => import('@/features/auth/routes/join-screen'), 'JoinScreen'),
})

const forgot = createRoute({
  getParentRoute: () => root,
  path: '/forgot-password',
  component: lazyRouteComponent(() => import('@/features/auth/routes/forgot-screen'), 'ForgotScreen'),
})

const reset = createRoute({
  getParentRoute: () => root,
  path: '/reset-password',
  component: lazyRouteComponent(() => import('@/features/auth/routes/reset-screen'), 'ResetScreen'),
})

const suspended = createRoute({
  getParentRoute: () => root,
  path: '/suspended',
  component: lazyRouteComponent(() => import('./suspended-screen'), 'SuspendedScreen'),
})

/** Everything behind the sign-in; the page asked for is remembered. */
const app = createRoute({
  getParentRoute: () => root,
  id: 'app',
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

const newChat = createRoute({ getParentRoute: () => app, path: '/', component: NewChatScreen })

const chat = createRoute({
  getParentRoute: () => app,
  path: '/c/$conversationId',
  validateSearch: chatSearch,
  component: ChatScreen,
})

const documents = createRoute({
  getParentRoute: () => app,
  path: '/documents',
  component: lazyRouteComponent(() => import('@/features/documents/routes/documents-screen'), 'DocumentsScreen'),
})

const document = createRoute({
  getParentRoute: () => app,
  path: '/documents/$documentId',
  component: lazyRouteComponent(() => import('@/features/documents/routes/document-screen'), 'DocumentScreen'),
})

const team = createRoute({
  getParentRoute: () => app,
  path: '/team',
  validateSearch: teamSearch,
  component: lazyRouteComponent(() => import('@/features/team/routes/team-screen'), 'TeamScreen'),
})

const tasks = createRoute({
  getParentRoute: () => app,
  path: '/tasks',
  component: lazyRouteComponent(() => import('@/features/tasks/routes/tasks-screen'), 'TasksScreen'),
})

const memory = createRoute({
  getParentRoute: () => app,
  path: '/memory',
  component: lazyRouteComponent(() => import('@/features/memory/routes/memory-screen'), 'MemoryScreen'),
})

const account = createRoute({
  getParentRoute: () => app,
  path: '/account',
  component: lazyRouteComponent(() => import('@/features/account/routes/account-screen'), 'AccountScreen'),
})

const security = createRoute({
  getParentRoute: () => app,
  path: '/security',
  component: lazyRouteComponent(() => import('@/features/security/routes/security-screen'), 'SecurityScreen'),
})

const operator = createRoute({
  getParentRoute: () => app,
  path: '/operator',
  component: lazyRouteComponent(() => import('@/features/operator/routes/operator-screen'), 'OperatorScreen'),
})

/** The console: its words come with it. */
const log = createRoute({ getParentRoute: () => app, path: '/log', beforeLoad: loadLogTexts })

const logIndex = createRoute({
  getParentRoute: () => log,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/log/events' })
  },
})

const logEvents = createRoute({
  getParentRoute: () => log,
  path: '/events',
  validateSearch: eventsSearch,
  component: lazyRouteComponent(() => import('@/features/log/routes/events-screen'), 'EventsScreen'),
})

const logStory = createRoute({
  getParentRoute: () => log,
  path: '/story/$story',
  validateSearch: openSearch,
  component: lazyRouteComponent(() => import('@/features/log/routes/story-screen'), 'StoryScreen'),
})

const logTimeline = createRoute({
  getParentRoute: () => log,
  path: '/timeline',
  validateSearch: timelineSearch,
  component: lazyRouteComponent(() => import('@/features/log/routes/timeline-screen'), 'TimelineScreen'),
})

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    register,
    join,
    forgot,
    reset,
    suspended,
    app.addChildren([
      newChat,
      chat,
      documents,
      document,
      team,
      tasks,
      memory,
      account,
      security,
      operator,
      log.addChildren([logIndex, logEvents, logStory, logTimeline]),
    ]),
  ]),
  defaultPendingComponent: SplashScreen,
  defaultPendingMs: 150,
  defaultErrorComponent: CrashScreen,
  defaultNotFoundComponent: NotFoundScreen,
  defaultPreload: false,
  scrollRestoration: false,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
