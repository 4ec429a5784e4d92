import type { Policies, Policy } from '@/api/types'

export type AllPolicies = Required<Policies>

/** The kinds that have words here, in the order in which they are shown. */
export const KINDS = [
  'notify_user',
  'create_task',
  'assign_task',
  'complete_task',
  'schedule_reminder',
  'log_event',
  'remember_fact',
  'forget_fact',
] as const

export const ROLES = ['owner', 'manager', 'member', 'auditor'] as const

export const CHOICES = ['allow', 'ask', 'deny'] as const satisfies readonly Policy[]

export type RoleWithPolicy = (typeof ROLES)[number]

/** Every kind that the server names, those with words first: a newer server may have more. */
export function kindsOf(all: AllPolicies): string[] {
  const named: readonly string[] = KINDS
  return [...named.filter((kind) => kind in all.policies), ...Object.keys(all.policies).filter((kind) => !named.includes(kind)).sort()]
}

export function withPolicy(all: AllPolicies, kind: string, policy: Policy): AllPolicies {
  return { ...all, policies: { ...all.policies, [kind]: policy } }
}

/** What holds for a role instead; without a policy it is as for everybody, and leaves no trace. */
export function withRolePolicy(all: AllPolicies, role: RoleWithPolicy, kind: string, policy: Policy | undefined): AllPolicies {
  const { [role]: before = {}, ...others } = all.by_role
  const rest = Object.fromEntries(Object.entries(before).filter(([name]) => name !== kind))
  const next: Record<string, Policy> = policy === undefined ? rest : { ...rest, [kind]: policy }
  return { ...all, by_role: Object.keys(next).length === 0 ? others : { ...others, [role]: next } }
}

/** The roles for which it is otherwise than for everybody. */
export function differing(all: AllPolicies, kind: string): RoleWithPolicy[] {
  return ROLES.filter((role) => all.by_role[role]?.[kind] !== undefined)
}
