import { describe, expect, it } from 'vitest'
import type { Shift } from '@/api/types'
import { draftOf, emptyDraft, faultsOf, inTheWay, overnight, wishOf, type ShiftDraft } from '@/components/shifts/shift-draft'

const ZONE = 'Europe/Rome'
const draft: ShiftDraft = { member: 'peach', role: ' kitchen ', day: '2026-11-27', from: '09:00', to: '17:00' }
const shift = (id: string, starts_at: string, ends_at: string): Shift => ({
  id,
  member: { id: 'peach', name: 'Peach' },
  role: 'kitchen',
  starts_at,
  ends_at,
  status: 'planned',
  version: 3,
})

describe('a shift that is typed', () => {
  it('is on the clocks of the business', () => {
    expect(wishOf(draft, ZONE)).toEqual({
      member_id: 'peach',
      role: 'kitchen',
      starts_at: '2026-11-27T08:00:00.000Z',
      ends_at: '2026-11-27T16:00:00.000Z',
    })
  })

  it('ends on the next day when the clock says an earlier time', () => {
    const night = { ...draft, from: '22:00', to: '06:00' }
    expect(overnight(night)).toBe(true)
    expect(wishOf(night, ZONE)).toMatchObject({ starts_at: '2026-11-27T21:00:00.000Z', ends_at: '2026-11-28T05:00:00.000Z' })
  })

  it('lasts an hour more in the night in which clocks go back', () => {
    const night = { ...draft, day: '2026-10-24', from: '22:00', to: '06:00' }
    const wish = wishOf(night, ZONE)
    expect((Date.parse(wish?.ends_at ?? '') - Date.parse(wish?.starts_at ?? '')) / 3_600_000).toBe(9)
  })

  it('says what is missing, and asks for nothing then', () => {
    const empty = { member: null, role: ' ', day: '', from: '', to: '' }
    expect(faultsOf(empty)).toEqual({
      member: 'whoMissing',
      role: 'roleMissing',
      day: 'dayMissing',
      from: 'timeMissing',
      to: 'timeMissing',
    })
    expect(wishOf(empty, ZONE)).toBeUndefined()
    expect(faultsOf({ ...draft, to: draft.from })).toEqual({ to: 'same' })
    expect(faultsOf(draft)).toEqual({})
  })

  it('starts as tomorrow there, not here', () => {
    expect(emptyDraft(Date.parse('2026-11-26T23:30:00Z'), ZONE).day).toBe('2026-11-28')
    expect(emptyDraft(Date.parse('2026-11-26T23:30:00Z'), 'America/New_York').day).toBe('2026-11-27')
  })

  it('is typed again as it is', () => {
    const planned = shift('s', '2026-11-27T21:00:00Z', '2026-11-28T05:00:00Z')
    const typed = draftOf(planned, ZONE)
    expect(typed).toEqual({ member: 'peach', role: 'kitchen', day: '2026-11-27', from: '22:00', to: '06:00' })
    expect(wishOf(typed, ZONE)).toMatchObject({ starts_at: '2026-11-27T21:00:00.000Z', ends_at: '2026-11-28T05:00:00.000Z' })
  })
})

it('the shift in the way is one of the same person at the same time, and not the one that is changed', () => {
  const wish = wishOf(draft, ZONE)
  if (wish === undefined) throw new Error('nothing is wished')
  const shifts = [
    shift('before', '2026-11-27T06:00:00Z', '2026-11-27T08:00:00Z'),
    shift('itself', '2026-11-27T08:00:00Z', '2026-11-27T10:00:00Z'),
    { ...shift('somebody else', '2026-11-27T08:00:00Z', '2026-11-27T16:00:00Z'), member: { id: 'luigi', name: 'Luigi' } },
    shift('after', '2026-11-27T15:00:00Z', '2026-11-27T18:00:00Z'),
  ]
  expect(inTheWay(wish, shifts, shifts[1])?.id).toBe('after')
  expect(inTheWay(wish, shifts)?.id).toBe('itself')
  expect(inTheWay({ ...wish, member_id: 'nobody' }, shifts)).toBeUndefined()
})
