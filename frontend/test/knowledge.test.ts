import { describe, expect, it } from 'vitest'
import { compare, sumOf, type Block } from '@/features/documents/compare'
import { cut } from '@/features/documents/cut'
import { versionsSearch } from '@/features/documents/search'
import { everyDay } from '@/features/feedback/days'
import { feedbackSearch } from '@/features/feedback/search'

/** Numbers that are the same in every run. */
function dice(seed: number): (sides: number) => number {
  let state = seed
  return (sides) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * sides)
  }
}

function texts(seed: number, lines: number): string[] {
  const roll = dice(seed)
  const words = ['flour', 'oven', 'key', 'Monday', 'the', 'door', 'is', 'open', '9:00']
  return Array.from({ length: lines }, () => Array.from({ length: 1 + roll(6) }, () => words[roll(words.length)]).join(' '))
}

describe('how a document is cut', () => {
  const text = '# Flour\n\nIt comes from Altamura. It stands  on the\nshelf.\n\n## Bins\n\n- Green on Monday.\n- Paper on Friday.\n'

  it('shows passages where they stand, and headings between them', () => {
    const chunks = [{ text: 'It comes from Altamura. It stands on the shelf.' }, { text: 'Green on Monday.\nPaper on Friday.' }]
    expect(cut(text, chunks).filter((piece) => piece.text.trim() !== '').map((piece) => [piece.text.trim(), piece.chunk === undefined])).toEqual([
      ['# Flour', true],
      ['It comes from Altamura. It stands  on the\nshelf.', false],
      ['## Bins', true],
      ['- Green on Monday.\n- Paper on Friday.', false],
    ])
  })

  it('tells what a passage repeats of what was said before it', () => {
    const chunks = [{ text: 'It comes from Altamura.' }, { text: 'It comes from Altamura. It stands on the shelf.' }, { text: 'Bins:\nPaper on Friday.' }]
    const [, , second, , third] = cut(text, chunks)
    expect([second?.repeated, second?.text]).toEqual(['It comes from Altamura.', ' It stands  on the\nshelf.'])
    expect([third?.repeated, third?.text]).toEqual(['Bins:\n', '- Paper on Friday.'])
  })

  it('shows what it does not find as it is, and goes on', () => {
    const pieces = cut(text, [{ text: 'Nobody wrote this.' }, { text: 'Green on Monday.' }])
    expect(pieces.filter((piece) => piece.chunk).map((piece) => piece.text)).toEqual(['Nobody wrote this.', '- Green on Monday.'])
  })

  it('loses nothing of a text, however it was cut', () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const roll = dice(seed)
      const lines = texts(seed, 1 + roll(30))
      const chunks = []
      let from = -1
      for (let at = 0; at < lines.length; at += 1 + roll(4)) {
        from = Math.max(from + 1, at - roll(2))
        chunks.push({ text: lines.slice(from, Math.max(from, at) + 1 + roll(3)).join(' ') })
      }
      const whole = lines.join('\n')
      expect(cut(whole, chunks).map((piece) => piece.text).join('')).toBe(whole)
    }
  })
})

const version = (blocks: readonly Block[], kind: 'removed' | 'added') =>
  blocks.flatMap((block) => block.lines.filter((line) => line.kind === 'same' || line.kind === kind)).map((line) => line.parts.map((part) => part.text).join(''))

describe('the comparison of two versions', () => {
  it('marks the words that differ within a line that was changed', () => {
    const blocks = compare('Flour\nIt stands on the second shelf.\nEnd', 'Flour\nIt stands on the third shelf.\nEnd\n') ?? []
    expect(blocks.map((block) => block.same)).toEqual([true, false, true])
    const changed = blocks[1]?.lines.map((line) => [line.kind, line.parts.filter((part) => part.changed).map((part) => part.text)])
    expect(changed).toEqual([['removed', ['second']], ['added', ['third']]])
    expect(sumOf(blocks)).toEqual({ added: 1, removed: 1 })
  })

  it('takes lines that have little in common for two', () => {
    const lines = (compare('Ask Mario.', 'The bins are green on Fridays.') ?? []).flatMap((block) => block.lines)
    expect(lines.flatMap((line) => line.parts.map((part) => part.changed))).toEqual([false, false])
  })

  it('finds no difference in ends of lines', () => {
    expect(sumOf(compare('a\r\nb', 'a\nb\n') ?? [])).toEqual({ added: 0, removed: 0 })
  })

  it('holds both versions whole', () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const [before, after] = [texts(seed, 20), texts(seed, 20).filter((_, index) => (index * seed) % 3 > 0).concat(texts(seed + 100, 4))]
      const blocks = compare(before.join('\n'), after.join('\n')) ?? []
      expect(version(blocks, 'removed')).toEqual(before)
      expect(version(blocks, 'added')).toEqual(after)
    }
  })
})

describe('addresses', () => {
  it('hold only what there is', () => {
    expect(versionsSearch({ from: 1, to: '2', other: 3 })).toEqual({ from: 1 })
    expect(versionsSearch({ from: -1, to: 1.5 })).toEqual({})
    expect(feedbackSearch({ days: 90, settled: true })).toEqual({ days: 90, settled: true })
    expect(feedbackSearch({ days: 30, settled: 'yes' })).toEqual({})
    expect(feedbackSearch({ days: 31 })).toEqual({})
  })
})

it('every day of a period has its figures, over a change of the clocks too', () => {
  const day = { day: '2026-10-25', answers: 3, unanswered: 1, helpful: 1, unhelpful: 0 }
  const days = everyDay({ from: '2026-10-24', to: '2026-10-27', by_day: [day] })
  expect(days.map((one) => [one.day.slice(8), one.answers])).toEqual([['24', 0], ['25', 3], ['26', 0], ['27', 0]])
})
