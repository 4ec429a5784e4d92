import type { TFunction } from 'i18next'
import { RESOURCES } from './scopes'

/** Words for `tasks:write`; one that this version does not know is shown as it is. */
export function scopeWords(scope: string, t: TFunction): string {
  const [resource, access] = scope.split(':')
  const known = RESOURCES.find((one) => one === resource)
  if (known === undefined) return scope
  return t(access === 'write' ? 'account.writes' : 'account.reads', { what: t(`account.resources.${known}`) })
}
