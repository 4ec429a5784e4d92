import type { TFunction } from 'i18next'
import type { Turn } from '@/api/types'
import { personName } from '@/lib/person-name'

/** A turn in a few sentences anybody understands; each says only what the record says. */
export function explain(turn: Turn, t: TFunction, language: string): string[] {
  const list = (names: Iterable<string>) => new Intl.ListFormat(language).format(new Set(names))
  const chunks = turn.context?.chunks ?? []
  const shifts = turn.context?.shifts ?? []
  const sentences: string[] = [
    chunks.length === 0
      ? t('why.readNothing')
      : t('why.read', { count: chunks.length, titles: list(chunks.map((one) => one.title)) }),
  ]
  if (shifts.length > 0) {
    sentences.push(t('why.shifts', { count: shifts.length, names: list(shifts.map((one) => personName(one.member.name, t))) }))
  }
  const recalled = turn.context?.facts.length ?? 0
  if (recalled > 0) sentences.push(t('why.recalled', { count: recalled }))
  if (turn.tools.length > 0) {
    sentences.push(t('why.acted', { count: turn.tools.length, names: list(turn.tools.map((one) => words(one.name))) }))
  }
  const last = turn.attempts.at(-1)
  if (last) {
    const failed = turn.attempts.filter((one) => one.error).length
    if (turn.status === 'completed') sentences.push(t('why.answeredBy', { model: last.model }))
    if (failed > 0) sentences.push(t('why.callsFailed', { count: failed }))
  }
  if (turn.started_at && turn.ended_at) {
    const seconds = (Date.parse(turn.ended_at) - Date.parse(turn.started_at)) / 1000
    sentences.push(t('why.took', { seconds: seconds.toLocaleString(language, { maximumFractionDigits: 1 }) }))
  }
  return sentences
}

/** `find_on_shift` reads better as words. */
function words(tool: string): string {
  return tool.replaceAll('_', ' ')
}
