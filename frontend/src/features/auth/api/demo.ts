import { queryOptions } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'
import { keys } from '@/api/keys'

export const DEMO_PASSWORD = 'password123'

export const demoQuery = queryOptions({
  queryKey: keys.demo,
  queryFn: () => unwrap(client.GET('/api/v1/demo')),
  staleTime: Infinity,
  retry: 1,
})
