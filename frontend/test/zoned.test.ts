import { expect, it } from 'vitest'
import { instantOf } from '@/lib/zoned'

it.each([
  ['winter', '2026-11-26T10:30', 'Europe/Rome', '2026-11-26T09:30:00.000Z'],
  ['summer', '2026-07-01T10:30', 'Europe/Rome', '2026-07-01T08:30:00.000Z'],
  ['west of Greenwich, over midnight', '2026-11-26T22:00', 'America/New_York', '2026-11-27T03:00:00.000Z'],
  ['half an hour off', '2026-11-26T10:30', 'Asia/Kolkata', '2026-11-26T05:00:00.000Z'],
  ['with seconds', '2026-11-26T10:30:15', 'UTC', '2026-11-26T10:30:15.000Z'],
  ['just before clocks go forward', '2026-03-29T01:59', 'Europe/Rome', '2026-03-29T00:59:00.000Z'],
  ['an hour that is left out', '2026-03-29T02:30', 'Europe/Rome', '2026-03-29T01:30:00.000Z'],
  ['just after clocks went forward', '2026-03-29T03:00', 'Europe/Rome', '2026-03-29T01:00:00.000Z'],
  ['an hour that comes twice', '2026-10-25T02:30', 'Europe/Rome', '2026-10-25T00:30:00.000Z'],
  ['after clocks went back', '2026-10-25T03:00', 'Europe/Rome', '2026-10-25T02:00:00.000Z'],
  ['the day of the change, in the evening', '2026-10-25T20:00', 'Europe/Rome', '2026-10-25T19:00:00.000Z'],
  ['an hour left out in New York', '2026-03-08T02:30', 'America/New_York', '2026-03-08T07:30:00.000Z'],
  ['an hour that comes twice in New York', '2026-11-01T01:30', 'America/New_York', '2026-11-01T05:30:00.000Z'],
  ['clocks that move by half an hour', '2026-10-04T02:15', 'Australia/Lord_Howe', '2026-10-03T15:45:00.000Z'],
  ['a day that is left out', '2011-12-30T10:00', 'Pacific/Apia', '2011-12-30T20:00:00.000Z'],
])('%s', (_, local, zone, instant) => {
  expect(instantOf(local, zone)).toBe(instant)
})

it('is nothing for what is no date', () => {
  expect(instantOf('', 'Europe/Rome')).toBeUndefined()
  expect(instantOf('2026-13-01T10:00', 'Europe/Rome')).toBeUndefined()
})
