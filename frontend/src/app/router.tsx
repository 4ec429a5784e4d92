import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { meQuery } from '@/api/me'
import { queryClient } from '@/api/query-client'
import { resolveSession } from '@/api/session'
import { ChatScreen } from '@/features/chat/routes/chat-screen'
import { NewChatScreen } from '@/features/chat/routes/new-chat-screen'
import { documentSearch, documentsSearch, findSearch, versionsSearch } from '@/features/documents/search'
import { feedbackSearch } from '@/features/feedback/search'
import { auditSearch, eventsSearch, historySearch, lettersSearch, openSearch, timelineSearch } from '@/features/log/search'
import { logbookSearch } from '@/features/logbook/search'
import { remindersSearch } from '@/features/reminders/search'
import { rosterSearch } from '@/features/roster/search'
import { usageSearch } from '@/features/usage/search'
import { CrashScreen } from './crash-screen'
import { loadLogTexts } from './i18n/log'
import { loadOwnerTexts } from './i18n/owner'
import { loadWorkTexts } from './i18n/work'
import { NotFoundScreen } from './not-found-screen'
import { appSearch, chatSearch, signInSearch, teamSearch } from './search'
import { Shell } from './shell/shell'
import { SplashScreen } from './splash-screen'

const root = createRootRoute({ notFoundComponent: NotFoundScreen })

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: signInSearch,
  component: lazyRouteComponent(() => import('@/features/auth/routes/sign-in-screen'), 'SignInScreen'),
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
  validateSearch: documentsSearch,
  component: lazyRouteComponent(() => import('@/features/documents/routes/documents-screen'), 'DocumentsScreen'),
})

const document = createRoute({
  getParentRoute: () => app,
  path: '/documents/$documentId',
  validateSearch: documentSearch,
  beforeLoad: loadOwnerTexts,
  component: lazyRouteComponent(() => import('@/features/documents/routes/document-screen'), 'DocumentScreen'),
})

const documentPassages = createRoute({
  getParentRoute: () => app,
  path: '/documents/$documentId/passages',
  validateSearch: documentSearch,
  beforeLoad: loadOwnerTexts,
  component: lazyRouteComponent(() => import('@/features/documents/routes/passages-screen'), 'PassagesScreen'),
})

const documentVersions = createRoute({
  getParentRoute: () => app,
  path: '/documents/$documentId/versions',
  validateSearch: versionsSearch,
  beforeLoad: loadOwnerTexts,
  component: lazyRouteComponent(() => import('@/features/documents/routes/versions-screen'), 'VersionsScreen'),
})

const feedback = createRoute({
  getParentRoute: () => app,
  path: '/feedback',
  validateSearch: feedbackSearch,
  beforeLoad: loadOwnerTexts,
  component: lazyRouteComponent(() => import('@/features/feedback/routes/feedback-screen'), 'FeedbackScreen'),
})

const findPassages = createRoute({
  getParentRoute: () => app,
  path: '/documents/search',
  validateSearch: findSearch,
  beforeLoad: loadOwnerTexts,
  component: lazyRouteComponent(() => import('@/features/documents/routes/find-screen'), 'FindScreen'),
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

/** The roster, the logbook, reminders and what waits: their words come with them. */
const roster = createRoute({
  getParentRoute: () => app,
  path: '/roster',
  validateSearch: rosterSearch,
  beforeLoad: loadWorkTexts,
  component: lazyRouteComponent(() => import('@/features/roster/routes/roster-screen'), 'RosterScreen'),
})

const approvals = createRoute({
  getParentRoute: () => app,
  path: '/approvals',
  beforeLoad: loadWorkTexts,
  component: lazyRouteComponent(() => import('@/features/approvals/routes/approvals-screen'), 'ApprovalsScreen'),
})

const logbook = createRoute({
  getParentRoute: () => app,
  path: '/logbook',
  validateSearch: logbookSearch,
  beforeLoad: loadWorkTexts,
  component: lazyRouteComponent(() => import('@/features/logbook/routes/logbook-screen'), 'LogbookScreen'),
})

const reminders = createRoute({
  getParentRoute: () => app,
  path: '/reminders',
  validateSearch: remindersSearch,
  beforeLoad: loadWorkTexts,
  component: lazyRouteComponent(() => import('@/features/reminders/routes/reminders-screen'), 'RemindersScreen'),
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

/** How the business is set up; its words come with it. */
const settings = createRoute({ getParentRoute: () => app, path: '/settings', beforeLoad: loadOwnerTexts })

const settingsIndex = createRoute({
  getParentRoute: () => settings,
  path: '/',
  beforeLoad: async () => {
    const { role } = await queryClient.query({ ...meQuery, staleTime: 'static' })
    throw redirect({ to: role === 'owner' || role === 'manager' ? '/settings/steward' : '/settings/policies' })
  },
})

const settingsAgent = createRoute({
  getParentRoute: () => settings,
  path: '/steward',
  component: lazyRouteComponent(() => import('@/features/settings/routes/agent-screen'), 'AgentScreen'),
})

const settingsPolicies = createRoute({
  getParentRoute: () => settings,
  path: '/policies',
  component: lazyRouteComponent(() => import('@/features/settings/routes/policies-screen'), 'PoliciesScreen'),
})

const settingsNotices = createRoute({
  getParentRoute: () => settings,
  path: '/notices',
  component: lazyRouteComponent(() => import('@/features/settings/routes/notices-screen'), 'NoticesScreen'),
})

const settingsUsage = createRoute({
  getParentRoute: () => settings,
  path: '/usage',
  validateSearch: usageSearch,
  component: lazyRouteComponent(() => import('@/features/usage/routes/usage-screen'), 'UsageScreen'),
})

/** The console: its words come with it. */
const log = createRoute({ getParentRoute: () => app, path: '/log', beforeLoad: loadLogTexts })

const logIndex = createRoute({
  getParentRoute: () => log,
  path: '/',
  beforeLoad: async () => {
    const { role } = await queryClient.query({ ...meQuery, staleTime: 'static' })
    throw redirect({ to: role === 'operator' ? '/log/projections' : '/log/events' })
  },
})

const logEvents = createRoute({
  getParentRoute: () => log,
  path: '/events',
  validateSearch: eventsSearch,
  component: lazyRouteComponent(() => import('@/features/log/routes/events-screen'), 'EventsScreen'),
})

const logWhy = createRoute({
  getParentRoute: () => log,
  path: '/explain/$id',
  validateSearch: openSearch,
  component: lazyRouteComponent(() => import('@/features/log/routes/why-screen'), 'WhyScreen'),
})

const logTimeline = createRoute({
  getParentRoute: () => log,
  path: '/timeline',
  validateSearch: timelineSearch,
  component: lazyRouteComponent(() => import('@/features/log/routes/timeline-screen'), 'TimelineScreen'),
})

const logHistory = createRoute({
  getParentRoute: () => log,
  path: '/history',
  validateSearch: historySearch,
  component: lazyRouteComponent(() => import('@/features/log/routes/history-screen'), 'HistoryScreen'),
})

const logAudit = createRoute({
  getParentRoute: () => log,
  path: '/audit',
  validateSearch: auditSearch,
  component: lazyRouteComponent(() => import('@/features/log/routes/audit-screen'), 'AuditScreen'),
})

const logProjections = createRoute({
  getParentRoute: () => log,
  path: '/projections',
  component: lazyRouteComponent(() => import('@/features/log/routes/projections-screen'), 'ProjectionsScreen'),
})

const logProjection = createRoute({
  getParentRoute: () => log,
  path: '/projections/$name',
  component: lazyRouteComponent(() => import('@/features/log/routes/projection-screen'), 'ProjectionScreen'),
})

const logLetters = createRoute({
  getParentRoute: () => log,
  path: '/dead-letters',
  validateSearch: lettersSearch,
  component: lazyRouteComponent(() => import('@/features/log/routes/letters-screen'), 'LettersScreen'),
})

const logLetter = createRoute({
  getParentRoute: () => log,
  path: '/dead-letters/$projection/$position',
  component: lazyRouteComponent(() => import('@/features/log/routes/letter-screen'), 'LetterScreen'),
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
      findPassages,
      document,
      documentPassages,
      documentVersions,
      feedback,
      team,
      tasks,
      roster,
      approvals,
      logbook,
      reminders,
      memory,
      account,
      security,
      operator,
      settings.addChildren([settingsIndex, settingsAgent, settingsPolicies, settingsNotices, settingsUsage]),
      log.addChildren([
        logIndex,
        logEvents,
        logWhy,
        logTimeline,
        logHistory,
        logAudit,
        logProjections,
        logProjection,
        logLetters,
        logLetter,
      ]),
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
