import { queryOptions } from '@tanstack/react-query'
import { client, settle, unwrap } from '@/api/client'
import { keys } from '@/api/keys'
import { isTransient } from '@/api/problem'
import { begin } from './login'

/** What an invitation offers; 404 when its link is good no more. */
export function invitationQuery(token: string) {
  return queryOptions({
    queryKey: keys.invitation(token),
    queryFn: () => unwrap(client.POST('/api/v1/invitations/inspect', { body: { token } })),
    enabled: token !== '',
    staleTime: Infinity,
    gcTime: 0,
    retry: (count, error) => count < 2 && isTransient(error),
  })
}

export interface Acceptance {
  token: string
  email: string
  name: string
  password: string
}

/** Joins the business, and signs in to it. */
export async function join(body: Acceptance): Promise<void> {
  begin(await unwrap(client.POST('/api/v1/invitations/accept', { body })))
}

export function forgotPassword(email: string): Promise<void> {
  return settle(client.POST('/api/v1/auth/password/forgot', { body: { email } }))
}

export function resetPassword(body: { token: string; new_password: string }): Promise<void> {
  return settle(client.POST('/api/v1/auth/password/reset', { body }))
}
