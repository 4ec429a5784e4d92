import type { TFunction } from 'i18next'
import type { Member, Shift } from '@/api/types'
import { personName } from '@/lib/person-name'

export interface Person {
  id: string
  name: string
}

/** Who has a row: everybody who may work, and whoever has a shift that is shown though they have left. */
export function peopleOf(members: readonly Member[], shifts: readonly Shift[], t: TFunction): Person[] {
  const people = new Map<string, Person>()
  for (const { id, name, role } of members) {
    if (role === 'owner' || role === 'manager' || role === 'member') people.set(id, { id, name: personName(name, t) })
  }
  for (const { member } of shifts) {
    if (!people.has(member.id)) people.set(member.id, { id: member.id, name: personName(member.name, t) })
  }
  return [...people.values()]
}
