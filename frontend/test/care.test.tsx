import { screen, within } from '@testing-library/react'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { meQuery } from '@/api/me'
import { queryClient } from '@/api/query-client'
import { startSession } from '@/api/session'
import type { Projection } from '@/api/types'
import { loadLogTexts } from '@/app/i18n/log'
import { DifferenceTable } from '@/features/log/components/difference-table'
import { columnsOf, outcomeOf } from '@/features/log/outcome'
import { pace, watched } from '@/features/log/trends'
import { me, session } from './server'
import { show } from './show'

beforeAll(loadLogTexts)
beforeEach(() => {
  startSession(session())
  queryClient.setQueryData(meQuery.queryKey, me)
})

describe('a page that stays open', () => {
  const at = (lag: number) => [{ name: 'tasks', lag } as Projection]

  it('remembers how far each projection was behind, and no more than some minutes of it', () => {
    let seen = watched(undefined, at(9))
    seen = watched(seen, at(4))
    expect(seen.trends).toEqual({ tasks: [9, 4] })
    for (let lag = 0; lag < 100; lag += 1) seen = watched(seen, at(lag))
    expect(seen.trends['tasks']).toHaveLength(60)
    expect(seen.trends['tasks']?.at(-1)).toBe(99)
    expect(watched(seen, []).trends).toEqual({})
  })

  it('says how long something takes at the rate so far', () => {
    const start = Date.parse('2026-11-26T10:00:00Z')
    expect(pace(500, 1000, '2026-11-26T10:00:00Z', start + 10_000)).toEqual({ share: 0.5, rate: 50, left: 10 })
    expect(pace(0, 1000, '2026-11-26T10:00:00Z', start)).toEqual({ share: 0, rate: 0, left: undefined })
    expect(pace(0, 0, '2026-11-26T10:00:00Z', start).share).toBe(1)
  })
})

describe('what came of a request', () => {
  it('is told by its kind, or by what failed', () => {
    expect(outcomeOf('rebuild', { generation: 3, position: 12 })).toEqual({ kind: 'rebuilt', generation: 3, position: 12 })
    expect(outcomeOf('verify', { error: 'It is paused.' })).toEqual({ kind: 'failed', error: 'It is paused.' })
    expect(outcomeOf('retry', { applied: 3, parked: 0 })).toEqual({ kind: 'mended', applied: 3, parked: 0 })
    expect(outcomeOf('verify', null)).toEqual({ kind: 'other' })
  })

  it('lists what is different, column by column, and no more than that', async () => {
    const found = outcomeOf('verify', {
      position: 9,
      rows: 20,
      differences: 3,
      samples: [
        { table: 'tasks', key: { task_id: 'a' }, live: { status: 'open', title: 'withheld' }, folded: { status: 'done', title: 'withheld' } },
        { table: 'tasks', key: { task_id: 'b' }, live: null, folded: { title: 'withheld' } },
      ],
    })
    if (found.kind !== 'verified') throw new Error(found.kind)
    expect(found.samples.map(columnsOf)).toEqual([['status'], []])
    await show(<DifferenceTable samples={found.samples} of={found.differences} />, '/log')
    const rows = within(await screen.findByRole('table', { name: 'Differences' })).getAllByRole('row')
    expect(rows.map((row) => [...row.children].map((cell) => cell.textContent))).toEqual([
      ['Row', 'Column', 'It has', 'The log says'],
      ['taskstask_id a', 'status', 'open', 'done'],
      ['taskstask_id b', 'all of it', 'no such row', 'title not shown'],
    ])
    expect(screen.getByText('And 1 more.')).toBeTruthy()
  })
})
