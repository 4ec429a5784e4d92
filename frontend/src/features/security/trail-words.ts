import type { TFunction } from 'i18next'
import type { SecurityEvent } from '@/api/types'
import { scopeWords } from '@/components/scope-words'

export type Tone = 'danger' | 'warn' | 'calm'

/** How much an event should catch the eye. */
export function toneOf({ event, details }: SecurityEvent): Tone {
  if (event === 'RefreshTokenReused' || event === 'TenantSuspended') return 'danger'
  if (event === 'SignInsFailed' || (event === 'SignedIn' && details['known_device'] === false)) return 'warn'
  return 'calm'
}

const PLAIN = [
  'RefreshTokenReused', 'ApiKeyRevoked', 'InvitationWithdrawn', 'MemberRemoved', 'MemberErased', 'MemberExported',
  'TenantRegistered', 'AgentConfigured', 'PolicyChanged', 'TenantSuspended', 'TenantResumed',
] as const
const AS_ROLE = ['MemberInvited', 'MemberJoined', 'RoleChanged'] as const
const REASONS = ['signed_out', 'revoked', 'password_changed', 'removed'] as const
const ROLES = ['owner', 'manager', 'member', 'auditor', 'operator'] as const

/** An event in a sentence about `name`; one of a newer server by its own name. */
export function trailWords({ event, details }: SecurityEvent, name: string, t: TFunction): string {
  const text = (key: string) => (typeof details[key] === 'string' ? details[key] : undefined)
  const count = (key: string) => (typeof details[key] === 'number' ? details[key] : 1)
  switch (event) {
    case 'SignedIn': {
      const device = text('device') ?? t('security.device')
      return t(details['known_device'] === false ? 'security.events.SignedInNew' : 'security.events.SignedIn', { name, device })
    }
    case 'SignInsFailed':
      return t('security.events.SignInsFailed', { name, count: count('attempts') })
    case 'SessionsEnded': {
      const reason = REASONS.find((one) => one === text('reason')) ?? 'other'
      return t('security.events.SessionsEnded', { name, count: count('sessions'), reason: t(`security.reasons.${reason}`) })
    }
    case 'PasswordChanged':
      return t(text('by') === 'mailed_link' ? 'security.events.PasswordReset' : 'security.events.PasswordChanged', { name })
    case 'ApiKeyCreated': {
      const scopes = Array.isArray(details['scopes']) ? details['scopes'].map((one) => scopeWords(String(one), t)).join(', ') : '…'
      return t('security.events.ApiKeyCreated', { name, key: text('name') ?? '…', scopes })
    }
  }
  const roled = AS_ROLE.find((one) => one === event)
  if (roled) {
    const role = ROLES.find((one) => one === text('role'))
    return t(`security.events.${roled}`, { name, role: role === undefined ? (text('role') ?? '') : t(`team.${role}`) })
  }
  const plain = PLAIN.find((one) => one === event)
  return plain ? t(`security.events.${plain}`, { name }) : t('security.events.other', { event, name })
}

/** Who caused it, when that is somebody else than whom it is about. */
export function causeWords(event: SecurityEvent, nameOf: (id: string) => string, t: TFunction): string | undefined {
  const [kind, id] = event.actor.split(':')
  if (kind === 'steward') return t('security.bySteward')
  if (kind !== 'member' || id === undefined) return t('security.bySystem')
  return id === event.member_id ? undefined : t('security.by', { name: nameOf(id) })
}
