import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { http, HttpResponse } from 'msw'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { meQuery } from '@/api/me'
import { queryClient } from '@/api/query-client'
import { startSession } from '@/api/session'
import type { Usage, Used } from '@/api/types'
import { loadOwnerTexts } from '@/app/i18n/owner'
import { DayChart } from '@/features/usage/components/day-chart'
import { Quota } from '@/features/usage/components/quota'
import { Shares } from '@/features/usage/components/shares'
import { Turns } from '@/features/usage/components/turns'
import { amountOf, scaleTop, shareOf } from '@/features/usage/measures'
import { everyDay, periodOf } from '@/features/usage/period'
import { quotaFaults, quotaOf, typedOf } from '@/features/usage/quota'
import { changed, usageSearch } from '@/features/usage/search'
import { me, server, session } from './server'
import { show } from './show'

const ROME = 'Europe/Rome'
const user = userEvent.setup()
const used = (turns: number, cost: number): Used => ({
  turns,
  calls: turns * 2,
  failed_calls: turns,
  input_tokens: turns * 1000,
  cached_tokens: 0,
  output_tokens: turns * 100,
  reasoning_tokens: turns * 10,
  cost_micro_usd: cost,
  mean_latency_ms: 450,
})
const quota = { warn_percent: 80, used_cost_micro_usd: 9_000_000, used_tokens: 1200, state: 'warning' as const }
const usage: Usage = {
  from: '2026-11-24',
  to: '2026-11-26',
  total: used(3, 126),
  by_day: [{ day: '2026-11-26', ...used(2, 100) }, { day: '2026-11-24', ...used(1, 26) }],
  by_member: [{ member: { id: me.id, name: 'Luigi' }, ...used(2, 100) }, { member: { id: 'p', name: 'Peach' }, ...used(1, 26) }],
  by_model: [{ model: 'big', ...used(3, 126) }],
  quota,
}

beforeAll(loadOwnerTexts)
beforeEach(() => {
  startSession(session())
  queryClient.setQueryData(meQuery.queryKey, { ...me, role: 'manager' as const })
})

describe('a period', () => {
  it('ends today where the business is, and begins with the month or so many days ago', () => {
    const now = Date.parse('2026-11-30T23:30:00Z')
    expect(periodOf(undefined, now, ROME)).toEqual({ from: '2026-12-01', to: '2026-12-01' })
    expect(periodOf(undefined, now, 'UTC')).toEqual({ from: '2026-11-01', to: '2026-11-30' })
    expect(periodOf(7, now, 'UTC')).toEqual({ from: '2026-11-24', to: '2026-11-30' })
  })

  it('has every day, also those on which nothing was used', () => {
    const days = everyDay(usage, usage.by_day)
    expect(days.map(({ day, used }) => [day, used?.turns])).toEqual([['2026-11-24', 1], ['2026-11-25', undefined], ['2026-11-26', 2]])
    expect(everyDay({ from: '2026-10-24', to: '2026-10-26' }, [])).toHaveLength(3)
  })

  it('and what is listed stand in the address', () => {
    expect(usageSearch({ days: 30, by: 'turns', day: '2026-11-26', member: 'p', moon: 1 })).toEqual({
      days: 30,
      by: 'turns',
      day: '2026-11-26',
      member: 'p',
    })
    expect(usageSearch({ days: 31, by: 'costs', day: '2026-02-30', model: '' })).toEqual({})
    expect(changed({ days: 7, day: '2026-11-26' }, { day: undefined, model: 'big' })).toEqual({ days: 7, model: 'big' })
  })
})

describe('figures', () => {
  it('are what the server counts', () => {
    expect(amountOf(used(1, 26), 'tokens')).toBe(1110)
    expect(amountOf(undefined, 'cost')).toBe(0)
  })

  it('stand on a scale that ends in a round number', () => {
    expect([0, 1, 3, 126, 500, 501, 9_999].map(scaleTop)).toEqual([1, 1, 5, 200, 500, 1000, 10_000])
    expect([shareOf(1, 4), shareOf(0, 0), shareOf(6, 4)]).toEqual([0.25, 1, 1.5])
  })
})

describe('the chart', () => {
  it('says in a sentence what it shows', async () => {
    await show(<DayChart days={everyDay(usage, usage.by_day)} measure="turns" chosen={undefined} onChoose={() => undefined} />, '/settings/usage')
    const picture = await screen.findByRole('img')
    expect(picture.getAttribute('aria-label')).toMatch(/^Turns by day, from .*24.* to .*26.*\. The most is on .*26.*: 2\.$/)
    const heights = [...picture.querySelectorAll('rect')].map((bar) => bar.getAttribute('height'))
    expect(heights).toEqual(['50', '0', '100'])
  })
})

it('shares lead to the turns of whom or which model they are', async () => {
  await show(<Shares usage={usage} search={{ days: 7 }} />, '/settings/usage')
  const table = within(await screen.findByRole('table', { name: 'By member' }))
  expect(table.getByText('79%')).toBeTruthy()
  expect(table.getByRole('link', { name: 'Turns: Peach' }).getAttribute('href')).toBe('/settings/usage?days=7&member=p#turns')
  expect(table.getByText('$0.000026')).toBeTruthy()
  expect(screen.getByRole('link', { name: 'Turns: big' }).getAttribute('href')).toContain('model=big')
})

it('turns are those asked for; why they came about is told of one’s own, or to who reads the log', async () => {
  const asked: string[] = []
  const turn = (turn_id: string, member: { id: string; name: string }) => ({
    turn_id,
    member,
    status: 'failed',
    started_at: '2026-11-26T10:00:00Z',
    models: ['big', 'small'],
    ...used(1, 42),
  })
  server.use(
    http.get('*/api/v1/usage/turns', ({ request }) => {
      asked.push(new URL(request.url).search)
      return HttpResponse.json({ items: [turn('t1', { id: me.id, name: 'Luigi' }), turn('t2', { id: 'p', name: 'Peach' })], next_cursor: null })
    }),
  )
  await show(
    <Turns usage={usage} period={usage} search={{ day: '2026-11-26', model: 'big' }} onChange={() => undefined} />,
    '/settings/usage',
  )
  const own = within(await screen.findByRole('article', { name: /^Luigi, / }))
  expect(own.getByText(/2 calls, 1 failed · 1,000 tokens in, 100 out/)).toBeTruthy()
  expect(own.getByText('Failed')).toBeTruthy()
  expect(own.getByRole('link', { name: /^Why\? Luigi/ }).getAttribute('href')).toBe('/log/explain/t1')
  expect(within(screen.getByRole('article', { name: /^Peach, / })).queryByRole('link')).toBeNull()
  expect(asked).toEqual(['?from=2026-11-26&to=2026-11-26&model=big&limit=25'])
})

describe('the quota', () => {
  it('is typed in dollars, with a point or a comma, and sent in millionths', () => {
    const typed = { cost: '12,50', tokens: '2 000 000', warn: '75' }
    expect(quotaOf(typed)).toEqual({ monthly_cost_micro_usd: 12_500_000, monthly_tokens: 2_000_000, warn_percent: 75 })
    expect(quotaFaults(typed)).toEqual({})
    expect(typedOf({ ...quota, monthly_cost_micro_usd: 12_500_000, monthly_tokens: null })).toEqual({ cost: '12.5', tokens: '', warn: '80' })
    expect(quotaOf({ cost: '', tokens: '', warn: '80' })).toMatchObject({ monthly_cost_micro_usd: null, monthly_tokens: null })
    expect(quotaFaults({ cost: '1.000,5', tokens: '2.5', warn: '' })).toEqual({ cost: 'costWrong', tokens: 'tokensWrong', warn: 'warnWrong' })
    expect(quotaFaults({ cost: '-1', tokens: '1e9', warn: '101' })).toEqual({ cost: 'costWrong', tokens: 'tokensWrong', warn: 'warnWrong' })
  })

  it('says how it stands, refuses what is none, and is saved over what was read', async () => {
    const sent: unknown[] = []
    server.use(
      http.get('*/api/v1/tenant/quota', () =>
        HttpResponse.json({ ...quota, monthly_cost_micro_usd: 10_000_000, monthly_tokens: null }, { headers: { etag: '"7"' } }),
      ),
      http.put('*/api/v1/tenant/quota', async ({ request }) => {
        sent.push(request.headers.get('if-match'), await request.json())
        return HttpResponse.json({ id: 'q', position: 9 })
      }),
    )
    await show(<Quota />, '/settings/usage')
    expect(await screen.findByText('$9.00 of $10.00 (90%)')).toBeTruthy()
    expect(screen.getByText('1,200, no limit')).toBeTruthy()
    const cost = screen.getByRole('textbox', { name: 'Most cost, in US dollars' })
    await user.clear(cost)
    await user.type(cost, 'ten')
    await user.click(screen.getByRole('button', { name: 'Save' }))
    expect(screen.getByText('Enter an amount such as 12.50, or nothing.')).toBeTruthy()
    expect(document.activeElement).toBe(cost)
    await user.clear(cost)
    await user.type(cost, '20.5')
    await user.click(screen.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(sent).toEqual(['"7"', { monthly_cost_micro_usd: 20_500_000, monthly_tokens: null, warn_percent: 80 }]))
    expect(await screen.findByText('Saved. It holds from now on.')).toBeTruthy()
  })
})
