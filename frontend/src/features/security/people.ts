import type { TFunction } from 'i18next'
import type { Invitation, Member, SecurityEvent } from '@/api/types'

/** What the trail itself tells of people who are not among the members. */
type Fate = 'invited' | 'withdrawn' | 'removed' | 'erased'

const FATES: Record<string, Fate> = {
  MemberInvited: 'invited',
  InvitationWithdrawn: 'withdrawn',
  MemberRemoved: 'removed',
  MemberErased: 'erased',
}

interface Known {
  members: readonly Member[]
  /** Of whoever may see them. */
  invitations: readonly Invitation[]
  /** The newest first. */
  trail: readonly SecurityEvent[]
}

/** Names by id; for those without one, what became of them, and as what they were here. */
export function namesOf({ members, invitations, trail }: Known, t: TFunction): (id: string) => string {
  const names = new Map<string, string>()
  for (const { member_id, name } of invitations) if (name !== null) names.set(member_id, name)
  for (const { id, name } of members) if (name !== null) names.set(id, name)
  const fates = new Map<string, Fate>()
  const titles = new Map<string, string>()
  for (const { member_id: id, event, details } of trail) {
    if (id === null) continue
    const fate = FATES[event]
    if (fate !== undefined && !fates.has(id)) fates.set(id, fate)
    if (typeof details['title'] === 'string' && !titles.has(id)) titles.set(id, details['title'])
  }
  return (id) => {
    const name = names.get(id)
    if (name !== undefined) return name
    const words = t(`security.people.${fates.get(id) ?? 'unknown'}`)
    const title = titles.get(id)
    return title === undefined ? words : t('security.people.titled', { words, title })
  }
}
