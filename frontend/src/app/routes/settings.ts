import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { usageSearch } from '@/features/usage/search'
import { loadOwnerTexts } from '../i18n/owner'
import { app } from './root'

/** How the business is set up; its words come with it. */
const settings = createRoute({ getParentRoute: () => app, path: '/settings', beforeLoad: loadOwnerTexts })

const settingsIndex = createRoute({
  getParentRoute: () => settings,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/settings/business' })
  },
})

const settingsBusiness = createRoute({
  getParentRoute: () => settings,
  path: '/business',
  component: lazyRouteComponent(() => import('@/features/settings/routes/business-screen'), 'BusinessScreen'),
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

export const settingsRoutes = settings.addChildren([
  settingsIndex,
  settingsBusiness,
  settingsAgent,
  settingsPolicies,
  settingsNotices,
  settingsUsage,
])
