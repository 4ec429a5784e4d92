import { client, unwrap } from '@/api/client'
import { Problem, Unreachable } from '@/api/problem'
import { queryClient } from '@/api/query-client'
import { startSession } from '@/api/session'
import type { Session } from '@/api/session-requests'

export interface Credentials {
  email: string
  password: string
  tenant_id?: string
}

export interface TenantChoice {
  id: string
  name: string
}

/** Signs in. */
export async function login(credentials: Credentials): Promise<void> {
  begin(await unwrap(client.POST('/api/v1/auth/login', { body: credentials })))
}

/** Begins a session; nothing that another member's session loaded survives it. */
export function begin(session: Session): void {
  queryClient.clear()
  startSession(session)
}

/** The businesses to choose from, when the account has several. */
export function tenantChoices(error: unknown): TenantChoice[] | undefined {
  if (!(error instanceof Problem) || error.slug !== 'multiple-tenants') return undefined
  const tenants = error.extra['tenants']
  return Array.isArray(tenants) ? tenants.filter(isChoice) : undefined
}

export type LoginFailure =
  | { kind: 'refused' }
  | { kind: 'suspended' }
  | { kind: 'limited'; until: number }
  | { kind: 'unreachable' }
  | { kind: 'other'; detail: string }

export function loginFailure(error: unknown): LoginFailure {
  if (error instanceof Unreachable) return { kind: 'unreachable' }
  if (error instanceof Problem) {
    if (error.slug === 'tenant-suspended') return { kind: 'suspended' }
    if (error.status === 401) return { kind: 'refused' }
    if (error.status === 429) return { kind: 'limited', until: error.at + (error.retryAfter ?? 30) * 1000 }
    return { kind: 'other', detail: error.fields[0]?.detail ?? error.message }
  }
  return { kind: 'other', detail: String(error) }
}

function isChoice(value: unknown): value is TenantChoice {
  return typeof value === 'object' && value !== null && 'id' in value && 'name' in value
}
