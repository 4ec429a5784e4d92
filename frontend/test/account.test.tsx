import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { http, HttpResponse } from 'msw'
import { beforeEach, describe, expect, it } from 'vitest'
import { meQuery } from '@/api/me'
import { queryClient } from '@/api/query-client'
import { endSession, getSession, startSession } from '@/api/session'
import type { SecurityEvent } from '@/api/types'
import { i18next } from '@/app/i18n/i18n'
import { AccountScreen } from '@/features/account/routes/account-screen'
import { OperatorScreen } from '@/features/operator/routes/operator-screen'
import { namesOf } from '@/features/security/people'
import { causeWords, toneOf, trailWords } from '@/features/security/trail-words'
import { me, problem, server, session } from './server'
import { show } from './show'

const user = userEvent.setup()
const nothing = () => new HttpResponse(null, { status: 204 })
const list = (items: unknown[]) => HttpResponse.json({ items, next_cursor: null })
const at = '2026-11-26T10:00:00Z'
const until = '2099-11-26T10:00:00Z'

beforeEach(() => {
  startSession(session())
  queryClient.setQueryData(meQuery.queryKey, me)
})

describe('the account', () => {
  const seen: unknown[] = []
  beforeEach(async () => {
    seen.length = 0
    server.use(
      http.get('*/api/v1/me/sessions', () =>
        list([
          { id: 's1', device: 'Firefox on Linux', created_at: at, last_seen_at: at, expires_at: until, current: true },
          { id: 's2', device: 'Safari on iPhone', created_at: at, last_seen_at: at, expires_at: until, current: false },
        ]),
      ),
      http.get('*/api/v1/me/notification-preferences', () =>
        HttpResponse.json({ kinds: [], quiet_hours: null, urgent_breaks_quiet_hours: true }),
      ),
      http.get('*/api/v1/api-keys', () =>
        list([
          { id: 'k1', name: 'Till', scopes: ['tasks:write'], prefix: 'stw_ab12', created_at: at, expires_at: until, last_used_at: null, revoked_at: null },
          { id: 'k2', name: 'Old', scopes: ['shifts:read'], prefix: 'stw_cd34', created_at: at, expires_at: until, last_used_at: at, revoked_at: at },
        ]),
      ),
    )
    await show(<AccountScreen />, '/account')
  })

  it('shows where one is signed in, and signs out there but not here', async () => {
    server.use(
      http.delete('*/api/v1/me/sessions/:id', ({ params }) => {
        seen.push(params['id'])
        return nothing()
      }),
    )
    const here = within(await screen.findByRole('article', { name: 'Firefox on Linux' }))
    expect(here.getByText('This one')).toBeTruthy()
    expect(here.queryByRole('button')).toBeNull()
    await user.click(screen.getByRole('button', { name: /^Sign out Safari on iPhone/ }))
    await waitFor(() => expect(seen).toEqual(['s2']))
    expect(getSession().phase).toBe('signed-in')
  })

  it('signs out everywhere, here too', async () => {
    server.use(
      http.delete('*/api/v1/me/sessions', ({ request }) => {
        seen.push(new URL(request.url).search)
        return nothing()
      }),
    )
    await user.click(await screen.findByRole('button', { name: 'Sign out everywhere' }))
    await waitFor(() => expect(getSession().phase).toBe('signed-out'))
    expect(seen).toEqual(['?including_this=true'])
  })

  it('changes the password, and says which of the two is not right', async () => {
    server.use(
      http.post('*/api/v1/me/password', async ({ request }) => {
        seen.push(await request.json())
        return seen.length === 1 ? problem(403, 'wrong-password') : nothing()
      }),
    )
    const form = within(await screen.findByRole('form', { name: 'Password' }))
    await user.type(form.getByLabelText('Current password'), 'six blue doors')
    await user.type(form.getByLabelText('New password'), 'seven blue doors')
    await user.click(form.getByRole('button', { name: 'Change the password' }))
    expect(await form.findByText('This is not your current password.')).toBeTruthy()
    await user.click(form.getByRole('button', { name: 'Change the password' }))
    expect(await form.findByText(/All other sessions have ended/)).toBeTruthy()
    expect(seen[1]).toEqual({ current_password: 'six blue doors', new_password: 'seven blue doors' })
    expect(form.getByLabelText<HTMLInputElement>('New password').value).toBe('')
  })

  it('makes a key that is shown once, and revokes another', async () => {
    server.use(
      http.post('*/api/v1/api-keys', async ({ request }) => {
        seen.push(await request.json())
        return HttpResponse.json({ id: 'k3', key: 'stw_secret', scopes: [], expires_at: until, position: 5 }, { status: 201 })
      }),
      http.delete('*/api/v1/api-keys/:id', ({ params }) => {
        seen.push(params['id'])
        return nothing()
      }),
    )
    const form = within(await screen.findByRole('form', { name: 'Make a key' }))
    await user.click(form.getByRole('button', { name: 'Make a key' }))
    expect(form.getByText('Say what the key is for.')).toBeTruthy()
    await user.type(form.getByLabelText('What it is for'), 'Door')
    await user.click(form.getByRole('combobox', { name: 'What it may do' }))
    await user.click(await screen.findByRole('option', { name: 'read shifts', hidden: true }))
    await user.click(form.getByRole('button', { name: 'Make a key' }))
    const key = await screen.findByRole<HTMLInputElement>('textbox', { name: 'Key Door' })
    expect(key.value).toBe('stw_secret')
    await user.click(screen.getByRole('button', { name: 'I have it' }))
    expect(screen.queryByRole('textbox', { name: 'Key Door' })).toBeNull()
    await user.click(await screen.findByRole('button', { name: 'Revoke Till' }))
    expect(screen.queryByRole('button', { name: 'Revoke Old' })).toBeNull()
    await waitFor(() => expect(seen).toEqual([{ name: 'Door', scopes: ['shifts:read'], expires_in_days: 90 }, 'k1']))
  })

  it('lets nobody leave by one click, and no last owner at all', async () => {
    server.use(http.post('*/api/v1/me/leave', () => problem(409, 'last-owner')))
    await user.click(await screen.findByRole('button', { name: 'Leave Test Kitchen' }))
    await user.click(screen.getByRole('button', { name: 'Leave' }))
    expect((await screen.findByRole('alert')).textContent).toContain('at least one owner')
  })
})

describe.each(['en', 'es'])('the trail in %s', (language) => {
  const t = i18next.getFixedT(language)
  const event = (name: string, details: Record<string, unknown> = {}): SecurityEvent => ({
    position: 1,
    event: name,
    member_id: 'm',
    actor: 'member:m',
    details,
    occurred_at: at,
  })

  it('has a sentence for everything that happens, without holes', () => {
    const events = [
      event('SignedIn', { device: 'Firefox on Linux', known_device: true }),
      event('SignedIn', { device: null, known_device: false }),
      event('SignInsFailed', { attempts: 8 }),
      event('SessionsEnded', { sessions: 1, reason: 'revoked' }),
      event('SessionsEnded', { sessions: 3, reason: 'struck by lightning' }),
      event('RefreshTokenReused'),
      event('PasswordChanged', { by: 'password' }),
      event('PasswordChanged', { by: 'mailed_link' }),
      event('ApiKeyCreated', { name: 'Till', scopes: ['tasks:read'] }),
      event('ApiKeyRevoked'),
      event('MemberInvited', { role: 'member' }),
      event('MemberJoined', { role: 'owner' }),
      event('RoleChanged', { role: 'auditor' }),
      event('MemberRemoved'),
      event('PolicyChanged'),
      event('TenantSuspended'),
    ]
    const words = events.map((one) => trailWords(one, 'Peach', t))
    expect(new Set(words).size).toBe(events.length)
    for (const sentence of words) expect(sentence).toMatch(/^(?!.*(\{\{|security\.)).*\.$/)
    expect(words.some((sentence) => sentence.includes('tasks:read'))).toBe(false)
    expect(trailWords(event('MoonRose'), 'Peach', t)).toContain('MoonRose')
  })

  it('says who caused it when it was somebody else', () => {
    const nameOf = (id: string) => `<${id}>`
    expect(causeWords(event('RoleChanged'), nameOf, t)).toBeUndefined()
    expect(causeWords({ ...event('RoleChanged'), actor: 'member:o' }, nameOf, t)).toContain('<o>')
    expect(causeWords({ ...event('SessionsEnded'), actor: 'system:api' }, nameOf, t)).toBe(t('security.bySystem'))
  })

  it('lets what is dangerous catch the eye', () => {
    expect(toneOf(event('RefreshTokenReused'))).toBe('danger')
    expect(toneOf(event('SignedIn', { known_device: false }))).toBe('warn')
    expect(toneOf(event('SignedIn', { known_device: true }))).toBe('calm')
  })
})

it('an operator suspends a business for a reason, and resumes it', async () => {
  const tenant = { id: 't1', name: 'Corner Bakery', registered_at: at, members: 3, status: 'active' }
  const seen: unknown[] = []
  server.use(
    http.get('*/api/v1/operator/tenants', () => list([tenant, { ...tenant, id: 't2', name: 'Old Mill', status: 'suspended' }])),
    http.post('*/api/v1/operator/tenants/:id/suspend', async ({ request, params }) => {
      seen.push(params['id'], await request.json())
      return HttpResponse.json({ position: 4 })
    }),
    http.post('*/api/v1/operator/tenants/:id/resume', ({ params }) => {
      seen.push(params['id'])
      return HttpResponse.json({ position: 5 })
    }),
  )
  await show(<OperatorScreen />, '/operator')
  await user.click(await screen.findByRole('button', { name: 'Suspend Corner Bakery' }))
  const form = within(screen.getByRole('form', { name: 'Suspend Corner Bakery' }))
  await user.click(form.getByRole('button', { name: 'Suspend' }))
  expect(form.getByText('Say why.')).toBeTruthy()
  await user.type(form.getByRole('textbox', { name: 'Why' }), 'Unpaid')
  await user.click(form.getByRole('button', { name: 'Suspend' }))
  await waitFor(() => expect(seen).toEqual(['t1', { reason: 'Unpaid' }]))
  await user.click(screen.getByRole('button', { name: 'Resume Old Mill' }))
  await waitFor(() => expect(seen.at(-1)).toBe('t2'))
})

it('a suspended business ends what its people do here, and remembers why', async () => {
  endSession()
  startSession(session())
  server.use(http.get('*/api/v1/me/sessions', () => problem(403, 'tenant-suspended')), http.get('*/api/v1/api-keys', () => list([])))
  await show(<AccountScreen />, '/account')
  await waitFor(() => expect(getSession()).toEqual({ phase: 'signed-out', suspended: true }))
})

describe('people of the trail', () => {
  const t = i18next.getFixedT('en')
  const event = (position: number, name: string, member_id: string, title?: string): SecurityEvent => ({
    position,
    event: name,
    member_id,
    actor: `member:${member_id}`,
    details: title === undefined ? {} : { title },
    occurred_at: at,
  })
  const trail = [
    event(9, 'MemberInvited', 'daisy', 'waiter'),
    event(8, 'MemberRemoved', 'wario'),
    event(7, 'SignedIn', 'wario'),
    event(6, 'MemberJoined', 'wario', 'cook'),
    event(5, 'InvitationWithdrawn', 'yoshi'),
    event(4, 'MemberInvited', 'yoshi', 'driver'),
  ]
  const members = [{ id: 'luigi', name: 'Luigi', role: 'member' as const, title: 'cook' }]
  const invited = { member_id: 'daisy', name: 'Daisy', email: null, role: 'member' as const, title: 'waiter', invited_by: null, created_at: at, expires_at: until }

  it('have their names, or what became of them', () => {
    const nameOf = namesOf({ members, invitations: [invited], trail }, t)
    expect(['luigi', 'daisy', 'wario', 'yoshi', 'nobody'].map(nameOf)).toEqual([
      'Luigi',
      'Daisy',
      'A former member (cook)',
      'Somebody who was invited (driver)',
      'Somebody who is not here any more',
    ])
  })

  it('are not called former members while they are only invited', () => {
    expect(namesOf({ members, invitations: [], trail }, t)('daisy')).toBe('Somebody invited (waiter)')
  })
})
