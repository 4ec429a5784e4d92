import type { i18n as I18n } from 'i18next'
import { detailOf, isTransient, Problem, Unreachable } from '@/api/problem'
import { FileGone } from './uploads'

export interface Refusal {
  text: string
  /** What helps: the same file again, another one, or neither. */
  action: 'again' | 'other' | 'none'
}

/**
 * Why a file was not taken. The server's words are English and say most; in another language ours
 * stand for those that we know.
 */
export function refusal(error: unknown, i18n: I18n): Refusal {
  if (error instanceof FileGone) return { text: i18n.t('documents.fileGone'), action: 'other' }
  if (error instanceof Unreachable) return { text: i18n.t('documents.unreachable'), action: 'again' }
  if (!(error instanceof Problem)) return { text: String(error), action: 'again' }
  const text = told(error, i18n)
  if (isTransient(error)) return { text, action: 'again' }
  return { text, action: OF_FILES.has(error.status) ? 'other' : 'none' }
}

/** What is wrong with the file itself. */
const OF_FILES = new Set([413, 415, 422])

function told(error: Problem, i18n: I18n): string {
  const theirs = detailOf(error)
  const english = i18n.language.startsWith('en') && error.status !== 412 && error.fields.length === 0
  return english ? theirs : i18n.t(`documents.problems.${error.slug as 'empty-file'}`, { defaultValue: theirs })
}
