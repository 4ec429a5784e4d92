import { QueryClient } from '@tanstack/react-query'
import { isTransient, Problem } from './problem'

/** Reads are repeated while the fault may pass; everything else is told at once. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      retry: (count, error) => count < 4 && isTransient(error),
      retryDelay: (count, error) => {
        const told = error instanceof Problem ? error.retryAfter : undefined
        return told === undefined ? Math.min(500 * 2 ** count, 8_000) : told * 1000
      },
      refetchOnWindowFocus: false,
    },
    mutations: { retry: false },
  },
})
