import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { meQuery } from '@/api/me'
import { queryClient } from '@/api/query-client'
import { auditSearch, eventsSearch, historySearch, lettersSearch, openSearch, timelineSearch } from '@/features/log/search'
import { loadLogTexts } from '../i18n/log'
import { app } from './root'

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

export const logRoutes = log.addChildren([
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
])
