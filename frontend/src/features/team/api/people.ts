import { useMutation, useQueryClient } from '@tanstack/react-query'
import { client, settle, unwrap } from '@/api/client'
import { keys } from '@/api/keys'
import { sawPosition } from '@/api/position'
import type { Role } from '@/api/types'

/** Whom a role may invite, change and remove; the server has the last word. */
export function rolesUnder(role: Role): Role[] {
  if (role === 'owner') return ['member', 'manager', 'auditor', 'owner']
  return role === 'manager' ? ['member'] : []
}

export interface Invite {
  name: string
  title: string
  role: Role
  email: string | null
}

export function useInvite() {
  return usePeopleCommand(({ key, ...body }: Invite & { key: string }) =>
    unwrap(client.POST('/api/v1/invitations', { params: { header: { 'Idempotency-Key': key } }, body })),
  )
}

interface Renewed {
  url: string
  expires_at: string
  position?: number
}

/** Makes a new link; the one before stops working. */
export function useRenewInvitation(member_id: string) {
  return usePeopleCommand<void, Renewed>(() =>
    unwrap(client.POST('/api/v1/invitations/{id}/renew', { params: { path: { id: member_id } } })),
  )
}

export function useWithdrawInvitation(member_id: string) {
  return usePeopleCommand<void>(() =>
    unwrap(client.DELETE('/api/v1/invitations/{id}', { params: { path: { id: member_id } } })),
  )
}

export function useChangeRole(id: string) {
  return usePeopleCommand((body: { role: Role; title: string }) =>
    unwrap(client.PUT('/api/v1/members/{id}/role', { params: { path: { id } }, body })),
  )
}

export function useRemoveMember(id: string) {
  return usePeopleCommand<void>(() => unwrap(client.DELETE('/api/v1/members/{id}', { params: { path: { id } } })))
}

/** Erases a member for ever. */
export function useEraseMember(id: string) {
  return usePeopleCommand<void>(() =>
    unwrap(client.POST('/api/v1/members/{id}/erase', { params: { path: { id } }, body: { confirm: id } })),
  )
}

/** Ends every session of a member. */
export function useSignOutMember(id: string) {
  return useMutation({
    mutationFn: () => settle(client.DELETE('/api/v1/members/{id}/sessions', { params: { path: { id } } })),
  })
}

function usePeopleCommand<Input, Answer extends { position?: number } = { position: number }>(
  send: (input: Input) => Promise<Answer>,
) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (input: Input) => {
      const answer = await send(input)
      sawPosition(answer.position)
      return answer
    },
    onSettled: () =>
      Promise.all(
        [keys.members, keys.invitations, keys.shifts, keys.tasks].map((queryKey) => queries.invalidateQueries({ queryKey })),
      ),
  })
}
