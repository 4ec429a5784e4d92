import { queryOptions, useSuspenseQuery } from '@tanstack/react-query'
import { client, unwrap } from './client'
import { keys } from './keys'
import { afterPosition } from './position'
import type { Me } from './types'

export const meQuery = queryOptions({
  queryKey: keys.me,
  queryFn: () => unwrap(client.GET('/api/v1/me', { params: { query: afterPosition() } })),
  staleTime: Infinity,
})

/** The signed-in member; the shell's loader has fetched it before any screen renders. */
export function useMe(): Me & { name: string } {
  const me = useSuspenseQuery(meQuery).data
  return { ...me, name: me.name ?? me.email }
}

/** Whether the member runs the business: owners and managers write documents, the API's own rule. */
export function useMayManage(): boolean {
  const { role } = useMe()
  return role === 'owner' || role === 'manager'
}

/** Whether the member may read what happened: owners and auditors. */
export function useMayReadLog(): boolean {
  const { role } = useMe()
  return role === 'owner' || role === 'auditor'
}

/** Whether the member sees to the log itself: operators, beside those who may read it. */
export function useMayOverseeLog(): boolean {
  const { role } = useMe()
  return role === 'owner' || role === 'auditor' || role === 'operator'
}

/** Whether the member operates the deployment. */
export function useOperates(): boolean {
  return useMe().role === 'operator'
}
