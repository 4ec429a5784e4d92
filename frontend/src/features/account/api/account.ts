import { queryOptions, useMutation, useQueryClient, type QueryKey } from '@tanstack/react-query'
import { client, settle, unwrap } from '@/api/client'
import { keys } from '@/api/keys'

/** Where the member is signed in, the newest first. */
export const sessionsQuery = queryOptions({
  queryKey: keys.sessions,
  queryFn: async () => (await unwrap(client.GET('/api/v1/me/sessions', { params: { query: { limit: 100 } } }))).items,
})

export function useEndSession(id: string) {
  return useAccess(() => settle(client.DELETE('/api/v1/me/sessions/{id}', { params: { path: { id } } })), keys.sessions)
}

/** Signs out everywhere else. */
export function useEndOtherSessions() {
  return useAccess(() => settle(client.DELETE('/api/v1/me/sessions')), keys.sessions)
}

/** Signs out everywhere, here too. */
export function useEndAllSessions() {
  return useMutation({
    mutationFn: () => settle(client.DELETE('/api/v1/me/sessions', { params: { query: { including_this: true } } })),
  })
}

export function useChangePassword() {
  return useAccess(
    (body: { current_password: string; new_password: string }) =>
      settle(client.POST('/api/v1/me/password', { body })),
    keys.sessions,
  )
}

/** The member's keys for programs, the newest first. */
export const apiKeysQuery = queryOptions({
  queryKey: keys.apiKeys,
  queryFn: async () => (await unwrap(client.GET('/api/v1/api-keys', { params: { query: { limit: 100 } } }))).items,
})

export interface NewKey {
  name: string
  scopes: string[]
  expires_in_days: number
}

export function useMakeKey() {
  return useAccess((body: NewKey) => unwrap(client.POST('/api/v1/api-keys', { body })), keys.apiKeys)
}

export function useRevokeKey(id: string) {
  return useAccess(() => settle(client.DELETE('/api/v1/api-keys/{id}', { params: { path: { id } } })), keys.apiKeys)
}

export function useLeave() {
  return useMutation({ mutationFn: () => unwrap(client.POST('/api/v1/me/leave')) })
}

/** All that is stored about the member, as a file. */
export function useExport(id: string) {
  return useMutation({
    mutationFn: () => unwrap(client.GET('/api/v1/members/{id}/export', { params: { path: { id } }, parseAs: 'blob' })),
  })
}

export function useEraseMe() {
  return useMutation({
    mutationFn: (body: { current_password: string }) => unwrap(client.POST('/api/v1/me/erase', { body })),
  })
}

function useAccess<Answer, Input = void>(send: (input: Input) => Promise<Answer>, queryKey: QueryKey) {
  const queries = useQueryClient()
  return useMutation({ mutationFn: send, onSettled: () => queries.invalidateQueries({ queryKey }) })
}
