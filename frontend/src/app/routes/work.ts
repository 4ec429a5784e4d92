import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { logbookSearch } from '@/features/logbook/search'
import { remindersSearch } from '@/features/reminders/search'
import { rosterSearch } from '@/features/roster/search'
import { tasksSearch } from '@/features/tasks/search'
import { loadWorkTexts } from '../i18n/work'
import { teamSearch } from '../search'
import { app } from './root'

const team = createRoute({
  getParentRoute: () => app,
  path: '/team',
  validateSearch: teamSearch,
  component: lazyRouteComponent(() => import('@/features/team/routes/team-screen'), 'TeamScreen'),
})

/** Tasks, the roster, the logbook, reminders and what waits: their words come with them. */
const tasks = createRoute({
  getParentRoute: () => app,
  path: '/tasks',
  validateSearch: tasksSearch,
  beforeLoad: loadWorkTexts,
  component: lazyRouteComponent(() => import('@/features/tasks/routes/tasks-screen'), 'TasksScreen'),
})

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

/** What people do. */
export const workRoutes = [team, tasks, roster, approvals, logbook, reminders] as const
