import type { TFunction } from 'i18next'

/** A person's name; whoever asked to be forgotten has none. */
export function personName(name: string | null, t: TFunction): string {
  return name ?? t('app.formerMember')
}
