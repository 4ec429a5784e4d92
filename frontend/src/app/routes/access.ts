import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { signInSearch } from '../search'
import { root } from './root'

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
  component: lazyRouteComponent(() => import('../suspended-screen'), 'SuspendedScreen'),
})

/** Before anybody is signed in. */
export const accessRoutes = [signIn, register, join, forgot, reset, suspended] as const
