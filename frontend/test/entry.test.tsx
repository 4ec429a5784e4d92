import { fireEvent, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { http, HttpResponse } from 'msw'
import { beforeEach, describe, expect, it } from 'vitest'
import { endSession, getSession } from '@/api/session'
import { ForgotScreen } from '@/features/auth/routes/forgot-screen'
import { JoinScreen } from '@/features/auth/routes/join-screen'
import { RegisterScreen } from '@/features/auth/routes/register-screen'
import { ResetScreen } from '@/features/auth/routes/reset-screen'
import { takeSecret } from '@/lib/secret-fragment'
import { problem, server, session } from './server'
import { show } from './show'

const user = userEvent.setup()
beforeEach(() => endSession())

describe('registering a business', () => {
  beforeEach(() => show(<RegisterScreen />, '/register'))

  async function fill(password = 'seven blue doors') {
    await user.type(await screen.findByLabelText('Name of the business'), 'Corner Bakery')
    await user.type(screen.getByLabelText('Your name'), 'Ada')
    await user.type(screen.getByLabelText('E-mail'), 'ada@example.com')
    await user.type(screen.getByLabelText('Password'), password)
    await user.click(screen.getByRole('button', { name: 'Register and start' }))
  }

  it('says what is missing and goes there, without asking the server', async () => {
    await user.click(await screen.findByRole('button', { name: 'Register and start' }))
    for (const words of ['Enter the name of the business.', 'Enter your name.', 'This does not look like an e-mail address.', 'Enter your password.']) {
      expect(screen.getByText(words)).toBeTruthy()
    }
    expect(document.activeElement).toBe(screen.getByLabelText('Name of the business'))
  })

  it('registers in the time zone of the browser, and signs in to just that business', async () => {
    const bodies: unknown[] = []
    server.use(
      http.post('*/api/v1/tenants', async ({ request }) => {
        bodies.push(await request.json(), request.headers.has('idempotency-key'))
        return HttpResponse.json({ tenant_id: 't', member_id: 'm', position: 2 }, { status: 201 })
      }),
      http.post('*/api/v1/auth/login', async ({ request }) => {
        bodies.push(await request.json())
        return HttpResponse.json(session())
      }),
    )
    await fill()
    await waitFor(() => expect(getSession().phase).toBe('signed-in'))
    const time_zone = Intl.DateTimeFormat().resolvedOptions().timeZone
    expect(bodies).toEqual([
      {
        tenant: { name: 'Corner Bakery', time_zone, locale: navigator.language },
        owner: { name: 'Ada', email: 'ada@example.com', password: 'seven blue doors' },
      },
      true,
      { email: 'ada@example.com', password: 'seven blue doors', tenant_id: 't' },
    ])
  })

  it('says what to do about a password that is guessed quickly, and about an address that is known', async () => {
    server.use(
      http.post('*/api/v1/tenants', () =>
        problem(422, 'invalid-request', { errors: [{ pointer: '/owner/password', detail: 'is guessed quickly' }] }),
      ),
    )
    await fill()
    expect(await screen.findByText(/Take several unrelated words/)).toBeTruthy()
    server.use(
      http.post('*/api/v1/tenants', () =>
        problem(422, 'invalid-request', { errors: [{ pointer: '/owner/password', detail: 'must rhyme' }] }),
      ),
    )
    await user.click(screen.getByRole('button', { name: 'Register and start' }))
    expect(await screen.findByText('This password must rhyme.')).toBeTruthy()
    server.use(http.post('*/api/v1/tenants', () => problem(409, 'email-taken')))
    await user.click(screen.getByRole('button', { name: 'Register and start' }))
    expect(await screen.findByText(/Enter the password of that account/)).toBeTruthy()
  })

  it('asks for eight characters by itself', async () => {
    await fill('7 chars')
    expect(screen.getByText('Use at least 8 characters.')).toBeTruthy()
  })

  it('says that a password is too long, counting as the server counts', async () => {
    await fill('7 chars')
    fireEvent.change(screen.getByLabelText('Password'), { target: { value: 'é'.repeat(513) } })
    await user.click(screen.getByRole('button', { name: 'Register and start' }))
    expect(screen.getByText('This is too long. Take a shorter one.')).toBeTruthy()
  })
})

describe('following an invitation', () => {
  const offer = {
    tenant: { id: 't', name: 'Corner Bakery' },
    name: 'Peach',
    role: 'member',
    title: 'baker',
    email: null,
    expires_at: '2026-12-03T10:00:00Z',
  }

  async function follow(token: string) {
    history.replaceState(null, '', `/join#${token}`)
    takeSecret()
    await show(<JoinScreen />, '/join')
  }

  it('takes the token out of the address bar, and joins with it', async () => {
    const bodies: unknown[] = []
    server.use(
      http.post('*/api/v1/invitations/inspect', async ({ request }) => {
        bodies.push(await request.json())
        return HttpResponse.json(offer)
      }),
      http.post('*/api/v1/invitations/accept', async ({ request }) => {
        bodies.push(await request.json())
        return HttpResponse.json(session(), { status: 201 })
      }),
    )
    await follow('secret-1')
    expect(location.href).toBe('http://localhost:8000/join')
    expect(await screen.findByRole('heading', { name: 'Join Corner Bakery' })).toBeTruthy()
    expect(screen.getByLabelText<HTMLInputElement>('Your name').value).toBe('Peach')
    await user.type(screen.getByLabelText('E-mail'), 'peach@example.com')
    await user.type(screen.getByLabelText('Password'), 'seven blue doors')
    await user.click(screen.getByRole('button', { name: 'Join' }))
    await waitFor(() => expect(getSession().phase).toBe('signed-in'))
    expect(bodies).toEqual([
      { token: 'secret-1' },
      { token: 'secret-1', name: 'Peach', email: 'peach@example.com', password: 'seven blue doors' },
    ])
  })

  it('keeps to the address that the invitation is for, and asks for the password that it has', async () => {
    server.use(
      http.post('*/api/v1/invitations/inspect', () => HttpResponse.json({ ...offer, email: 'peach@example.com' })),
      http.post('*/api/v1/invitations/accept', () => problem(401, 'invalid-credentials')),
    )
    await follow('secret-2')
    expect((await screen.findByLabelText<HTMLInputElement>('E-mail')).readOnly).toBe(true)
    await user.type(screen.getByLabelText('Password'), 'seven blue doors')
    await user.click(screen.getByRole('button', { name: 'Join' }))
    expect((await screen.findByRole('alert')).textContent).toContain('this is not its password')
  })

  it('says what to do when the link is good no more', async () => {
    server.use(http.post('*/api/v1/invitations/inspect', () => problem(404, 'invitation-not-good')))
    await follow('secret-3')
    expect(await screen.findByText(/Ask whoever invited you for a new link/)).toBeTruthy()
  })
})

describe('a forgotten password', () => {
  it('is asked about without telling whether there is an account', async () => {
    const bodies: unknown[] = []
    server.use(
      http.post('*/api/v1/auth/password/forgot', async ({ request }) => {
        bodies.push(await request.json())
        return new HttpResponse(null, { status: 202 })
      }),
    )
    await show(<ForgotScreen />, '/forgot-password')
    await user.type(await screen.findByLabelText('E-mail'), 'ada@example.com')
    await user.click(screen.getByRole('button', { name: 'Send the link' }))
    expect(await screen.findByText(/If ada@example.com has an account, a link is on its way/)).toBeTruthy()
    expect(bodies).toEqual([{ email: 'ada@example.com' }])
  })

  it('is replaced by a link that works once', async () => {
    const bodies: unknown[] = []
    server.use(
      http.post('*/api/v1/auth/password/reset', async ({ request }) => {
        bodies.push(await request.json())
        return bodies.length === 1
          ? problem(422, 'invalid-request', { errors: [{ pointer: '/new_password', detail: 'is guessed quickly' }] })
          : new HttpResponse(null, { status: 204 })
      }),
    )
    history.replaceState(null, '', '/reset-password#secret-4')
    takeSecret()
    await show(<ResetScreen />, '/reset-password')
    expect(location.hash).toBe('')
    await user.type(await screen.findByLabelText('New password'), 'seven blue doors')
    await user.click(screen.getByRole('button', { name: 'Set the password' }))
    expect(await screen.findByText(/Take several unrelated words/)).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Set the password' }))
    expect(await screen.findByText('The password is changed')).toBeTruthy()
    expect(bodies[1]).toEqual({ token: 'secret-4', new_password: 'seven blue doors' })
  })

  it('asks for a new link when that one is good no more', async () => {
    server.use(http.post('*/api/v1/auth/password/reset', () => problem(404, 'link-not-good')))
    history.replaceState(null, '', '/reset-password#secret-5')
    takeSecret()
    await show(<ResetScreen />, '/reset-password')
    await user.type(await screen.findByLabelText('New password'), 'seven blue doors')
    await user.click(screen.getByRole('button', { name: 'Set the password' }))
    expect((await screen.findByRole('link', { name: 'Ask for a new link' })).getAttribute('href')).toBe('/forgot-password')
  })
})
