import { describe, expect, it, vi } from 'vitest'
import { initials } from '@/lib/initials'
import { locate } from '@/lib/locate'
import { plainText } from '@/lib/plain-text'
import { dayLabel, relativeTime } from '@/lib/time'
import { readDraft, writeDraft } from '@/lib/drafts'

describe('locate', () => {
  const text = 'One.\n\nThe lobby is cleaned\nevery second  Tuesday (at 9:00).\n\nThree.'

  it('finds a passage word for word', () => {
    const span = locate(text, 'One.')
    expect(span && text.slice(span.from, span.to)).toBe('One.')
  })

  it('finds a passage whose white space was changed by chunking', () => {
    const span = locate(text, 'The lobby is cleaned every second Tuesday (at 9:00).')
    expect(span && text.slice(span.from, span.to)).toBe('The lobby is cleaned\nevery second  Tuesday (at 9:00).')
  })

  it('takes punctuation literally and gives up on what is not there', () => {
    expect(locate(text, 'at 9.00')).toBeUndefined()
    expect(locate(text, '  ')).toBeUndefined()
  })
})

describe('times', () => {
  const now = Date.parse('2026-11-24T12:00:00')
  const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString()

  it.each([
    [0, 'now'],
    [5, '5 min. ago'],
    [180, '3 hr. ago'],
    [1000, 'yesterday'],
  ])('%i minutes ago is "%s"', (minutes, words) => {
    expect(relativeTime(ago(minutes), now, 'en')).toBe(words)
  })

  it('does not speak of the future when clocks differ', () => {
    expect(relativeTime(new Date(now + 90_000).toISOString(), now, 'en')).toBe('now')
  })

  it('names days', () => {
    expect(dayLabel(ago(10), now, 'en')).toBe('Today')
    expect(dayLabel(ago(1000), now, 'en')).toBe('Yesterday')
    expect(dayLabel(ago(10), now, 'es')).toBe('Hoy')
    expect(dayLabel(ago(-1440), now, 'en')).toBe('Tomorrow')
    expect(dayLabel('2026-11-24T23:30:00Z', Date.parse('2026-11-24T22:00:00Z'), 'en', 'Europe/Rome')).toBe('Tomorrow')
    expect(dayLabel('2026-11-24T23:30:00Z', Date.parse('2026-11-24T22:00:00Z'), 'en', 'America/New_York')).toBe('Today')
    expect(dayLabel('2026-11-27T12:00:00Z', now, 'en')).toMatch(/^Friday/)
  })
})

it('makes Markdown readable aloud', () => {
  expect(plainText('**Next**: Tuesday [1]. See [the site](https://x.test).\n\n- `one`\n- two')).toBe(
    'Next: Tuesday. See the site. one two',
  )
})

it('takes initials from the first and last word', () => {
  expect(initials('Ana María de Luz')).toBe('AL')
  expect(initials('peach')).toBe('P')
  expect(initials('')).toBe('')
})

it('keeps drafts apart by member and conversation, and lives without storage', () => {
  writeDraft('m1', 'c1', 'half a thought')
  expect(readDraft('m1', 'c1')).toBe('half a thought')
  expect(readDraft('m2', 'c1')).toBe('')
  writeDraft('m1', 'c1', '')
  expect(readDraft('m1', 'c1')).toBe('')
  vi.spyOn(Storage.prototype, 'getItem').mockImplementation(() => {
    throw new Error('blocked')
  })
  expect(readDraft('m1', 'c1')).toBe('')
})
