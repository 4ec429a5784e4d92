import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { app } from './root'

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

/** A person's own, and what only some may see. */
export const personRoutes = [memory, account, security, operator] as const
