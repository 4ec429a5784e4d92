import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { http, HttpResponse } from 'msw'
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { meQuery } from '@/api/me'
import { queryClient } from '@/api/query-client'
import { startSession } from '@/api/session'
import type { Reminder } from '@/api/types'
import { loadWorkTexts } from '@/app/i18n/work'
import { remindersQuery } from '@/features/reminders/api/reminders'
import { arranged, byDay } from '@/features/reminders/arrange'
import { ReminderDays } from '@/features/reminders/components/reminder-days'
import { SetReminder } from '@/features/reminders/components/set-reminder'
import { remindersSearch } from '@/features/reminders/search'
import { whenFault } from '@/features/reminders/when'
import { choicesAt } from '@/lib/soon'
import { timeUntil } from '@/lib/time'
import { me, problem, server, session } from './server'
import { show } from './show'

const ZONE = 'Europe/Rome'
const NOW = Date.parse('2026-11-26T10:02:00Z')
const luigi = { id: me.id, name: 'Luigi' }
const peach = { id: 'p', name: 'Peach' }

function reminder(id: string, due_at: string, more: Partial<Reminder> = {}): Reminder {
  return {
    id,
    text: `Text of ${id}`,
    member: luigi,
    set_by: luigi,
    due_at,
    status: 'scheduled',
    notification_id: null,
    action_id: null,
    created_at: '2026-11-25T10:00:00Z',
    ...more,
  }
}

beforeAll(loadWorkTexts)

describe('reminders', () => {
  const list = [
    reminder('late', '2026-11-28T10:00:00Z'),
    reminder('old', '2026-11-20T10:00:00Z', { status: 'fired' }),
    reminder('soon', '2026-11-26T22:30:00Z'),
    reminder('older', '2026-11-19T10:00:00Z', { status: 'fired' }),
    reminder('sooner', '2026-11-26T12:00:00Z'),
  ]
  const ids = (some: readonly Reminder[]) => some.map((one) => one.id)

  it('to come have the next one first; those that were given the latest', () => {
    expect(ids(arranged(list, {}))).toEqual(['sooner', 'soon', 'late'])
    expect(ids(arranged(list, { status: 'fired' }))).toEqual(['old', 'older'])
    expect(arranged(list, { status: 'cancelled' })).toEqual([])
  })

  it('stand under the days of the business, not of the reader', () => {
    const days = (zone: string) => byDay(arranged(list, {}), zone).map((day) => [day.key, ids(day.reminders)])
    expect(days('Europe/Rome')).toEqual([['2026-11-26', ['sooner', 'soon']], ['2026-11-28', ['late']]])
    expect(days('Asia/Tokyo')).toEqual([['2026-11-26', ['sooner']], ['2026-11-27', ['soon']], ['2026-11-28', ['late']]])
  })

  it('are all read, however many pages there are', async () => {
    startSession(session())
    server.use(
      http.get('*/api/v1/reminders', ({ request }) => {
        const cursor = new URL(request.url).searchParams.get('cursor')
        return HttpResponse.json(
          cursor === null ? { items: list.slice(0, 3), next_cursor: 'more' } : { items: list.slice(3), next_cursor: null },
        )
      }),
    )
    expect(ids(await queryClient.query(remindersQuery))).toEqual(ids(list))
  })

  it('are filtered by what the address says, and by nothing else', () => {
    expect(remindersSearch({ status: 'fired', moon: 1 })).toEqual({ status: 'fired' })
    expect(remindersSearch({ status: 'scheduled' })).toEqual({})
  })
})

describe('moments to choose from', () => {
  const names = (instant: string, zone = ZONE) => choicesAt(Date.parse(instant), zone).map(({ name, at }) => `${name} ${at}`)

  it('are on the clocks of the business', () => {
    expect(names('2026-11-26T10:02:00Z')).toEqual([
      'hour 2026-11-26T12:05',
      'evening 2026-11-26T18:00',
      'morning 2026-11-27T09:00',
      'monday 2026-11-30T09:00',
    ])
    expect(names('2026-11-26T10:02:00Z', 'Asia/Tokyo').at(1)).toBe('morning 2026-11-27T09:00')
  })

  it('are ahead, and none is there twice', () => {
    expect(names('2026-11-29T16:30:00Z')).toEqual(['hour 2026-11-29T18:30', 'morning 2026-11-30T09:00'])
    expect(names('2026-11-30T08:00:00Z').at(-1)).toBe('monday 2026-12-07T09:00')
  })

  it('are refused here where the server would', () => {
    expect(whenFault('', NOW, ZONE)).toBe('whenMissing')
    expect(whenFault('2026-11-26T11:02', NOW, ZONE)).toBe('whenPast')
    expect(whenFault('2031-12-26T11:00', NOW, ZONE)).toBe('whenFar')
    expect(whenFault('2026-11-26T11:03', NOW, ZONE)).toBeUndefined()
  })

  it('are told by how far away they are', () => {
    const until = (instant: string) => timeUntil(instant, NOW, 'en', ZONE)
    expect(until('2026-11-26T10:21:30Z')).toBe('in 20 min.')
    expect(until('2026-11-26T14:00:00Z')).toBe('in 3 hr.')
    expect(until('2026-11-27T23:30:00Z')).toBe('in 2 days')
    expect(until('2026-11-26T10:00:00Z')).toBeUndefined()
  })
})

describe('setting one', () => {
  const user = userEvent.setup()
  const bodies: unknown[] = []
  const onSet = vi.fn()

  beforeEach(() => {
    bodies.length = 0
    startSession(session())
    server.use(
      http.get('*/api/v1/reminders', () => HttpResponse.json({ items: [], next_cursor: null })),
      http.post('*/api/v1/reminders', async ({ request }) => {
        bodies.push(await request.json())
        return HttpResponse.json({ reminder_id: 'r', position: 3 }, { status: 201 })
      }),
    )
  })

  it('asks for what is missing, then sends the moment in the zone of the business', async () => {
    queryClient.setQueryData(meQuery.queryKey, me)
    await show(<SetReminder members={[]} now={NOW} onSet={onSet} />, '/reminders')
    await user.click(await screen.findByRole('button', { name: 'Set the reminder' }))
    expect(screen.getByText('Say what it is about.')).toBeTruthy()
    expect(screen.getByText('Say when.')).toBeTruthy()
    expect(screen.queryByRole('combobox', { name: 'Who is reminded?' })).toBeNull()
    await user.type(screen.getByRole('textbox', { name: 'Of what?' }), ' Order flour ')
    await user.click(screen.getByRole('button', { name: /^Tomorrow, / }))
    expect(screen.getByText(/27 November 2026|November 27, 2026/)).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Set the reminder' }))
    await waitFor(() => expect(bodies).toEqual([{ text: 'Order flour', due_at: '2026-11-27T08:00:00.000Z' }]))
    await waitFor(() => expect(screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Of what?' }).value).toBe(''))
    expect(onSet).toHaveBeenCalledOnce()
  })

  it('for somebody else is for those who run the business', async () => {
    queryClient.setQueryData(meQuery.queryKey, { ...me, role: 'manager' as const })
    await show(
      <SetReminder members={[{ ...peach, role: 'member', title: 'cook' }]} now={NOW} onSet={onSet} />,
      '/reminders',
    )
    await user.type(await screen.findByRole('textbox', { name: 'Of what?' }), 'Open at 9')
    await user.click(screen.getByRole('combobox', { name: 'Who is reminded?' }))
    await user.click(await screen.findByRole('option', { name: 'Peach', hidden: true }))
    await user.click(screen.getByRole('button', { name: /^Monday, / }))
    await user.click(screen.getByRole('button', { name: 'Set the reminder' }))
    await waitFor(() =>
      expect(bodies).toEqual([{ text: 'Open at 9', due_at: '2026-11-30T08:00:00.000Z', member_id: 'p' }]),
    )
  })
})

describe('a reminder that is to come', () => {
  const user = userEvent.setup()
  const onCancelled = vi.fn()

  beforeEach(async () => {
    startSession(session())
    queryClient.setQueryData(meQuery.queryKey, me)
    server.use(http.get('*/api/v1/reminders', () => HttpResponse.json({ items: [], next_cursor: null })))
    const one = reminder('flour', '2026-11-26T12:30:00Z', { set_by: peach, action_id: 'a' })
    await show(<ReminderDays reminders={[one]} now={NOW} onCancelled={onCancelled} />, '/reminders')
  })

  it('says when, from whom, and by what', async () => {
    expect(await screen.findByRole('heading', { name: 'Today' })).toBeTruthy()
    const row = within(screen.getByRole('article', { name: 'Text of flour' }))
    expect(row.getByText(/^in 2 hr\. · From Peach · set by the steward/)).toBeTruthy()
    // What led to it is in Peach's conversation.
    expect(row.queryByRole('link')).toBeNull()
  })

  it('is taken back only after a question, and the focus stays where it was if it is kept', async () => {
    const cancel = await screen.findByRole('button', { name: 'Cancel “Text of flour”' })
    await user.click(cancel)
    await user.click(screen.getByRole('button', { name: 'Keep it' }))
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Cancel “Text of flour”' }))
    let taken = 0
    server.use(
      http.post('*/api/v1/reminders/flour/cancel', () => {
        taken += 1
        return taken === 1 ? problem(409, 'reminder-fired') : HttpResponse.json({ id: 'flour', position: 4 })
      }),
    )
    await user.click(screen.getByRole('button', { name: 'Cancel “Text of flour”' }))
    await user.click(screen.getByRole('button', { name: 'Cancel it' }))
    expect((await screen.findByRole('alert')).textContent).toContain('About reminder-fired')
    await user.click(screen.getByRole('button', { name: 'Cancel it' }))
    await waitFor(() => expect(onCancelled).toHaveBeenCalledWith('Text of flour'))
  })
})
