import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { http, HttpResponse } from 'msw'
import { beforeEach, describe, expect, it } from 'vitest'
import { meQuery } from '@/api/me'
import { isShown } from '@/api/notice-preferences'
import { queryClient } from '@/api/query-client'
import { startSession } from '@/api/session'
import type { NoticePreferences, Notification } from '@/api/types'
import { Telling } from '@/features/account/components/telling'
import { apply, quietFaults } from '@/features/account/telling'
import { me, problem, server, session } from './server'
import { show } from './show'

const user = userEvent.setup()
const KINDS = ['notice', 'task', 'reminder', 'system'] as const

const allOn = (): NoticePreferences => ({
  kinds: KINDS.map((kind) => ({ kind, in_app: true, push: true })),
  quiet_hours: null,
  urgent_breaks_quiet_hours: true,
})

describe('a choice', () => {
  it('changes by one switch, and keeps the rest', () => {
    const changed = apply(allOn(), { kind: 'task', channel: 'push', on: false })
    expect(changed.kinds[1]).toEqual({ kind: 'task', in_app: true, push: false })
    expect(changed.kinds.filter(({ push }) => push)).toHaveLength(3)
    const quiet = { from: '22:00:00', to: '07:00:00' }
    expect(apply(changed, { quiet })).toEqual({ ...changed, quiet_hours: quiet })
  })

  it('shows what is not switched off, what is urgent, and kinds that nobody knows', () => {
    const notice = (kind: string, urgency: 'normal' | 'urgent') => ({ kind, urgency }) as Notification
    const chosen = apply(allOn(), { kind: 'task', channel: 'in_app', on: false })
    expect(isShown(notice('task', 'normal'), chosen)).toBe(false)
    expect(isShown(notice('task', 'urgent'), chosen)).toBe(true)
    expect(isShown(notice('reminder', 'normal'), chosen)).toBe(true)
    expect(isShown(notice('gossip', 'normal'), chosen)).toBe(true)
    expect(isShown(notice('task', 'normal'), undefined)).toBe(true)
  })

  it('has quiet hours that begin, end and differ', () => {
    expect(quietFaults({ from: '22:00:00', to: '07:00:00' })).toEqual({})
    expect(quietFaults({ from: '', to: '' })).toEqual({ from: 'missing', to: 'missing' })
    expect(quietFaults({ from: '07:00:00', to: '07:00:00' })).toEqual({ to: 'same' })
  })
})

describe('what tells somebody of a notice', () => {
  /** What the server has, its version, and what it was sent. */
  let stored: NoticePreferences
  let version: number
  let seen: { tag: string | null; body: unknown }[]

  beforeEach(async () => {
    startSession(session())
    queryClient.clear()
    queryClient.setQueryData(meQuery.queryKey, me)
    stored = allOn()
    version = 0
    seen = []
    server.use(
      http.get('*/api/v1/push', () => HttpResponse.json({ key: 'k', devices: [] })),
      http.get('*/api/v1/me/notification-preferences', () =>
        HttpResponse.json(stored, { headers: { etag: `"${version}"` } }),
      ),
      http.put('*/api/v1/me/notification-preferences', async ({ request }) => {
        const body = (await request.json()) as Pick<NoticePreferences, 'kinds' | 'quiet_hours'>
        const tag = request.headers.get('if-match')
        seen.push({ tag, body })
        if (tag !== `"${version}"`) return problem(412, 'precondition-failed', {}, { etag: `"${version}"` })
        stored = { ...stored, ...body }
        version += 1
        return HttpResponse.json({ id: me.id, position: version })
      }),
    )
    await show(<Telling />, '/account')
  })

  const control = (name: string) => screen.findByRole('switch', { name })

  it('is a table of kinds and channels, and says when nothing is pushed anywhere', async () => {
    const table = within(await screen.findByRole('table', { name: 'What tells you of a notice' }))
    expect(table.getAllByRole('columnheader').map((cell) => cell.textContent)).toEqual(['Notices', 'In the app', 'By push'])
    expect(table.getAllByRole('rowheader')).toHaveLength(4)
    expect(table.getAllByRole('switch')).toHaveLength(8)
    expect(await screen.findByText(/No device of yours is switched on/)).toBeTruthy()
  })

  it('saves each switch at once, one after the other, upon what was saved before', async () => {
    await user.click(await control('Tasks: By push'))
    await user.click(await control('Reminders: In the app'))
    await waitFor(() => expect(seen).toHaveLength(2))
    expect(await screen.findByText('Saved. It holds from now on.')).toBeTruthy()
    expect(seen.map(({ tag }) => tag)).toEqual(['"0"', '"1"'])
    expect(stored.kinds[1]).toEqual({ kind: 'task', in_app: true, push: false })
    expect(stored.kinds[2]).toEqual({ kind: 'reminder', in_app: false, push: true })
    expect(((await control('Tasks: By push')) as HTMLInputElement).checked).toBe(false)
  })

  it('goes upon what was changed on another device meanwhile', async () => {
    await control('Tasks: By push')
    stored = apply(stored, { kind: 'system', channel: 'push', on: false })
    version = 5
    await user.click(await control('Tasks: By push'))
    await waitFor(() => expect(version).toBe(6))
    expect(seen.map(({ tag }) => tag)).toEqual(['"0"', '"5"'])
    expect(stored.kinds.filter(({ push }) => !push).map(({ kind }) => kind)).toEqual(['task', 'system'])
  })

  it('says what went wrong, and shows what holds', async () => {
    server.use(http.put('*/api/v1/me/notification-preferences', () => problem(422, 'invalid-request')))
    await user.click(await control('Tasks: By push'))
    expect(await screen.findByText(/About invalid-request/)).toBeTruthy()
    await waitFor(async () => expect(((await control('Tasks: By push')) as HTMLInputElement).checked).toBe(true))
  })

  it('keeps quiet hours once both times are left, and none that never end', async () => {
    await user.click(await control('Let pushes wait at certain hours'))
    await waitFor(() => expect(stored.quiet_hours).toEqual({ from: '22:00:00', to: '07:00:00' }))
    const [from, to] = [await screen.findByLabelText('From'), screen.getByLabelText('To')]
    await user.clear(from)
    await user.type(from, '07:00')
    await user.tab()
    expect(seen).toHaveLength(1)
    expect(screen.getByText('It must end at another time than it begins.')).toBeTruthy()
    await user.clear(to)
    await user.type(to, '08:30{Enter}')
    await waitFor(() => expect(stored.quiet_hours).toEqual({ from: '07:00:00', to: '08:30:00' }))
    expect(seen).toHaveLength(2)
    expect(screen.getByText(/pushed at 08:30, on the clocks of Europe\/Rome/)).toBeTruthy()
  })
})
