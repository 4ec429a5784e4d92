import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { queryClient } from '@/api/query-client'
import { router } from './router'
import classes from './app.module.css'
import { theme } from './theme'

/**
 * Everything a screen stands on. Styles come from plain style sheets: the provider is told to inject
 * none, so that the page's policy needs no `unsafe-inline`.
 */
export function App() {
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
      deduplicateCssVariables={false}
    >
      <QueryClientProvider client={queryClient}>
        <Notifications position="top-right" limit={4} autoClose={8000} containerWidth={380} className={classes.toasts} />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  )
}
