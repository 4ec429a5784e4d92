import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { FailureKind } from '@/api/types'
import { en } from '@/app/i18n/en'
import { i18next } from '@/app/i18n/i18n'
import { failureWords } from '@/components/failure-words'

interface Schemas {
  components: { schemas: Record<string, { enum: string[] }> }
}

const api = JSON.parse(readFileSync('openapi.json', 'utf8')) as Schemas
const kinds = api.components.schemas['FailureKind']?.enum as FailureKind[]
const phases = api.components.schemas['Phase']?.enum ?? []

describe.each(['en', 'es'])('in %s', (language) => {
  const t = i18next.getFixedT(language)
  const general = t('failures.unknown')

  it('every failure that the API knows has a sentence of its own that says what to do', () => {
    const words = kinds.map((kind) => failureWords(kind, t))
    expect(kinds.length).toBeGreaterThan(20)
    expect(words).not.toContain(general)
    expect(new Set(words).size).toBe(kinds.length)
    for (const [index, sentence] of words.entries()) {
      expect(sentence).toMatch(/^[A-Z].*[.]$/)
      expect(sentence).not.toContain(kinds[index]?.includes('-') ? kinds[index] : 'failures.')
    }
  })

  it('a failure of a newer server has a general one', () => {
    expect(failureWords('struck-by-lightning' as FailureKind, t)).toBe(general)
    expect(failureWords(undefined, t)).toBe(general)
  })

  it('every phase of a turn has its words', () => {
    expect(phases).toContain('slow')
    for (const phase of phases) expect(t(`chat.phases.${phase as 'slow'}`)).not.toContain('chat.phases')
  })
})

it('has no words for a failure or a phase that nobody knows', () => {
  expect(Object.keys(en.failures).filter((kind) => kind !== 'unknown').sort()).toEqual([...kinds].sort())
  expect(Object.keys(en.chat.phases).sort()).toEqual([...phases].sort())
})
