import { describe, expect, it } from 'vitest'
import type { Shift } from '@/api/types'
import { rosterSearch } from '@/features/roster/search'
import { neighbour } from '@/features/roster/use-shift-move'
import { daysFrom, shareOf, spanOf, weekStart, wishAt } from '@/features/roster/week'

const ROME = 'Europe/Rome'
const HOUR = 3_600_000
const shift = (starts_at: string, ends_at: string): Shift => ({
  id: 's',
  member: { id: 'peach', name: 'Peach' },
  role: 'kitchen',
  starts_at,
  ends_at,
  status: 'planned',
  version: 3,
})
const hours = (span: { from: string; to: string }) => (Date.parse(span.to) - Date.parse(span.from)) / HOUR

describe('a week', () => {
  it('begins on Monday, or on Sunday where people are used to it', () => {
    expect(weekStart('2026-11-29', 1)).toBe('2026-11-23')
    expect(weekStart('2026-11-23', 1)).toBe('2026-11-23')
    expect(weekStart('2026-11-29', 7)).toBe('2026-11-29')
    expect(weekStart('2026-11-28', 7)).toBe('2026-11-22')
  })

  it('goes over the end of a month, and over days on which clocks change', () => {
    expect(daysFrom('2026-10-24', 3)).toEqual(['2026-10-24', '2026-10-25', '2026-10-26'])
    expect(daysFrom('2026-11-30', 2)).toEqual(['2026-11-30', '2026-12-01'])
  })

  it('is an hour longer or shorter when clocks change in it', () => {
    expect(hours(spanOf('2026-11-23', 7, ROME))).toBe(168)
    expect(hours(spanOf('2026-10-19', 7, ROME))).toBe(169)
    expect(hours(spanOf('2026-03-23', 7, ROME))).toBe(167)
    expect(spanOf('2026-10-25', 1, ROME)).toEqual({ from: '2026-10-24T22:00:00.000Z', to: '2026-10-25T23:00:00.000Z' })
  })
})

describe('a shift at another place', () => {
  it('shows the same times on the wall after clocks have gone back', () => {
    const friday = shift('2026-10-23T07:00:00Z', '2026-10-23T15:00:00Z')
    expect(wishAt(friday, { member: 'luigi', day: '2026-10-26' }, ROME)).toEqual({
      member_id: 'luigi',
      role: 'kitchen',
      starts_at: '2026-10-26T08:00:00.000Z',
      ends_at: '2026-10-26T16:00:00.000Z',
    })
  })

  it('that ends in the morning lasts an hour more or less in the night of the change', () => {
    const night = shift('2026-10-22T20:00:00Z', '2026-10-23T04:00:00Z')
    const lasts = (day: string) => {
      const wish = wishAt(night, { member: 'peach', day }, ROME)
      return (Date.parse(wish?.ends_at ?? '') - Date.parse(wish?.starts_at ?? '')) / HOUR
    }
    expect(lasts('2026-10-23')).toBe(8)
    expect(lasts('2026-10-24')).toBe(9)
    expect(lasts('2027-03-27')).toBe(7)
  })

  it('keeps its very moments when only the person is another', () => {
    // 02:30 comes twice in this night, and this is the second one.
    const late = shift('2026-10-25T01:30:00Z', '2026-10-25T06:00:00Z')
    expect(wishAt(late, { member: 'luigi', day: '2026-10-25' }, ROME)).toMatchObject({
      member_id: 'luigi',
      starts_at: '2026-10-25T01:30:00Z',
      ends_at: '2026-10-25T06:00:00Z',
    })
  })
})

it('an arrow leads to the next day or person, and nowhere at an edge', () => {
  const days = ['2026-11-23', '2026-11-24']
  const people = ['mario', 'luigi']
  const from = { member: 'mario', day: '2026-11-23' }
  expect(neighbour(from, 'ArrowRight', days, people)).toEqual({ member: 'mario', day: '2026-11-24' })
  expect(neighbour(from, 'ArrowDown', days, people)).toEqual({ member: 'luigi', day: '2026-11-23' })
  expect(neighbour(from, 'ArrowLeft', days, people)).toEqual(from)
  expect(neighbour(from, 'ArrowUp', days, people)).toEqual(from)
  expect(neighbour(from, 'ArrowDown', days, [])).toEqual(from)
})

it('what began the evening before is cut off at midnight', () => {
  const span = spanOf('2026-11-26', 1, ROME)
  expect(shareOf('2026-11-25T20:00:00Z', '2026-11-26T05:00:00Z', span)).toEqual({ left: 0, width: 25 })
})

it('an address holds days that exist, and nothing else', () => {
  expect(rosterSearch({ view: 'day', day: '2026-11-26', mine: true })).toEqual({ view: 'day', day: '2026-11-26', mine: true })
  expect(rosterSearch({ view: 'year', day: '2026-02-30', mine: 'yes' })).toEqual({})
})
