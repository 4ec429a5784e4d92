import type { TFunction } from 'i18next'
import type { FailureKind } from '@/api/types'

/**
 * What went wrong, in a sentence that says what to do. The compiler sees to it that every kind the
 * API names has one; a kind of a newer server gets a general one.
 */
export function failureWords(kind: FailureKind | undefined, t: TFunction): string {
  const general = t('failures.unknown')
  return kind === undefined ? general : t(`failures.${kind}`, { defaultValue: general })
}
