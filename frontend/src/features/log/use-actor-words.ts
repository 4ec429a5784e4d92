import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { membersQuery } from '@/api/team'

/** Who `member:<id>`, `steward` or `system:<part>` is. */
export function useActorWords(): (actor: string) => string {
  const { t } = useTranslation('log')
  const members = useQuery(membersQuery).data ?? []
  return (actor) => {
    const [kind, id = ''] = actor.split(':')
    if (kind === 'steward') return t('actors.steward')
    if (kind === 'system') return t('actors.system', { part: id })
    const member = members.find((one) => one.id === id)
    return member ? (member.name ?? t('actors.erased')) : t('actors.gone', { id: shortId(id) })
  }
}

/** Enough of an id to tell it from others on the same screen: its end, as its beginning is a time. */
export function shortId(id: string): string {
  return id.slice(-6)
}
