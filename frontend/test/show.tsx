import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { createMemoryHistory, createRootRoute, createRoute, createRouter, Outlet, RouterProvider } from '@tanstack/react-router'
import { render } from '@testing-library/react'
import { Suspense, type ReactNode } from 'react'
import { queryClient } from '@/api/query-client'
import { theme } from '@/app/theme'

const PATHS = ['/', '/sign-in', '/forgot-password', '/reset-password', '/register', '/join', '/team', '/documents'] as const

/** Renders a screen at its address, with nothing behind the other ones but their path. */
export async function show(node: ReactNode, path = '/') {
  const root = createRootRoute({ component: () => <Suspense><Outlet /></Suspense> })
  const routes = [...new Set([...PATHS, path])].map((one) =>
    createRoute({ getParentRoute: () => root, path: one, component: () => <>{one === path ? node : `at ${one}`}</> }),
  )
  const router = createRouter({ routeTree: root.addChildren(routes), history: createMemoryHistory({ initialEntries: [path] }) })
  await router.load()
  render(
    <MantineProvider theme={theme}>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router as never} />
      </QueryClientProvider>
    </MantineProvider>,
  )
}
