import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { http, HttpResponse } from 'msw'
import { beforeEach, describe, expect, it } from 'vitest'
import { endSession, getSession } from '@/api/session'
import { RegisterScreen } from '@/features/auth/routes/register-screen'
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
    server.use(http.post('*/api/v1/tenants', () => problem(409, 'email-taken')))
    await user.click(screen.getByRole('button', { name: 'Register and start' }))
    expect(await screen.findByText(/Enter the password of that account/)).toBeTruthy()
  })

  it('asks for eight characters by itself', async () => {
    await fill('7 chars')
    expect(screen.getByText('Use at least 8 characters.')).toBeTruthy()
  })
})
