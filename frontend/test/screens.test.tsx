import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { http, HttpResponse } from 'msw'
import { beforeEach, describe, expect, it } from 'vitest'
import { getSession, startSession } from '@/api/session'
import type { Action } from '@/api/types'
import { SignInScreen } from '@/features/auth/routes/sign-in-screen'
import { ActionCard } from '@/components/actions/action-card'
import { Markdown } from '@/features/chat/components/markdown'
import { WhyFacts } from '@/features/chat/components/why-facts'
import { problem, server, session } from './server'
import { show } from './show'

describe('signing in', () => {
  const user = userEvent.setup()

  async function fill(email: string, password: string) {
    await user.type(await screen.findByLabelText('E-mail'), email)
    await user.type(screen.getByLabelText('Password'), password)
    await user.click(screen.getByRole('button', { name: 'Sign in' }))
  }

  beforeEach(() => show(<SignInScreen />, '/sign-in'))

  it('asks for what is missing without asking the server', async () => {
    await fill('not-an-address', ' ')
    expect(screen.getByText('This does not look like an e-mail address.')).toBeTruthy()
  })

  it('says that the two do not match', async () => {
    server.use(http.post('*/api/v1/auth/login', () => problem(401, 'bad-credentials')))
    await fill('luigi@example.com', 'wrong')
    expect((await screen.findByRole('alert')).textContent).toContain('do not match')
  })

  it('says when to try again after too many attempts', async () => {
    server.use(http.post('*/api/v1/auth/login', () => problem(429, 'too-many-attempts', {}, { 'retry-after': '40' })))
    await fill('luigi@example.com', 'wrong')
    expect((await screen.findByRole('alert')).textContent).toMatch(/Try again in (40|39) seconds/)
  })

  it('lets the member of several businesses choose one', async () => {
    const bodies: unknown[] = []
    server.use(
      http.post('*/api/v1/auth/login', async ({ request }) => {
        const body = (await request.json()) as { tenant_id?: string }
        bodies.push(body)
        if (body.tenant_id) return HttpResponse.json(session())
        return problem(409, 'multiple-tenants', { tenants: [{ id: 'a', name: 'First' }, { id: 'b', name: 'Second' }] })
      }),
    )
    await fill('both@example.com', 'password')
    await user.click(await screen.findByRole('button', { name: 'Second' }))
    await waitFor(() => expect(getSession().phase).toBe('signed-in'))
    expect(bodies.at(-1)).toEqual({ email: 'both@example.com', password: 'password', tenant_id: 'b' })
  })
})

describe('answers', () => {
  const citations = [{ n: 1, chunk_id: 'ch', document_id: 'd', document_version: 2, title: 'Cleaning', current: true }]

  it('turn known markers into links to their passage, and leave others quiet', async () => {
    await show(<Markdown text={'On Tuesday [1]. Also [7]. `a[1]`'} citations={citations} />)
    const link = await screen.findByRole('link', { name: 'Source 1: Cleaning' })
    expect(link.getAttribute('href')).toContain('source=d&version=2&chunk=ch')
    expect(screen.getAllByRole('link')).toHaveLength(1)
    expect(screen.getByText('7').tagName).toBe('SPAN')
    expect(screen.getByText('a[1]').tagName).toBe('CODE')
  })

  it('show no image, no raw HTML and no script address', async () => {
    await show(
      <Markdown text={'<b>raw</b> <img src=x onerror=alert(1)>\n\n![track](https://evil.test/p.png)\n\n[bad](javascript:alert(1)) [good](https://example.com)'} />,
    )
    const good = await screen.findByRole('link', { name: 'good' })
    expect(good.getAttribute('rel')).toContain('noopener')
    expect(good.getAttribute('target')).toBe('_blank')
    expect(document.querySelector('img, b, script')).toBeNull()
    expect(screen.getByText('bad').getAttribute('href') ?? '').not.toContain('javascript')
  })
})

describe('what was remembered', () => {
  const said = { kind: 'said', sentence: "By the way, I'm allergic to peanuts", conversation_id: 'c1', message_id: 'm1' } as const

  it('is told with the sentence that taught it, and with what became of it', async () => {
    await show(
      <WhyFacts
        facts={[
          { fact_id: 'f1', state: 'unchanged', text: "I'm allergic to peanuts.", source: said },
          { fact_id: 'f2', state: 'revised', text: 'My shoe size is 44', source: { ...said, kind: 'typed', sentence: null, conversation_id: null, message_id: null } },
          { fact_id: 'f3', state: 'forgotten', text: null, source: null },
        ]}
      />,
    )
    const [first, second, third] = (await screen.findAllByRole('listitem')).map((one) => within(one))
    expect(first?.getByText("I'm allergic to peanuts.")).toBeTruthy()
    expect(first?.getByText(/You said: “By the way, I'm allergic to peanuts”/)).toBeTruthy()
    expect(first?.getByRole('link', { name: 'Open the conversation' }).getAttribute('href')).toBe('/c/c1')
    expect(second?.getByText('You wrote it here')).toBeTruthy()
    expect(second?.getByText(/says something else by now/)).toBeTruthy()
    expect(third?.getByText(/had it forgotten/)).toBeTruthy()
  })

  it('takes no room where nothing was', async () => {
    await show(<WhyFacts facts={[]} />)
    expect(screen.queryByText('Remembered about you')).toBeNull()
  })
})

describe('an action that waits', () => {
  const action: Action = {
    id: 'a1',
    kind: 'notify_user',
    status: 'waiting',
    summary: 'Notify Peach: on shift tomorrow at 10:00.',
    preview: {
      kind: 'notify_user',
      text: 'A delivery arrives at 10:00.',
      urgency: 'normal',
      recipients: [{ member_id: 'p', name: 'Peach', reason: 'On shift 09:00 to 17:00' }],
    },
    arguments: { text: 'A delivery arrives at 10:00.', member: 'Peach' },
    tag: 'tag-1',
    tainted: false,
    undoable: false,
    expires_at: null,
    turn_id: 't',
    conversation_id: 'c',
    requested_at: '2026-11-24T10:00:00Z',
    performed_at: null,
  }

  it('shows the exact effect and approves what it shows', async () => {
    startSession(session())
    const seen: unknown[] = []
    server.use(
      http.post('*/api/v1/actions/:id/approve', async ({ request }) => {
        seen.push(await request.json())
        return HttpResponse.json({ id: 'a1', position: 4 })
      }),
    )
    await show(<ActionCard action={action} />)
    const card = within(await screen.findByRole('region', { name: 'Receipt' }))
    for (const words of [action.summary, 'A delivery arrives at 10:00.', 'Peach', 'On shift 09:00 to 17:00', 'Waiting for approval']) {
      expect(card.getByText(words)).toBeTruthy()
    }
    await userEvent.click(card.getByRole('button', { name: 'Approve' }))
    await waitFor(() => expect(seen).toEqual([{ tag: 'tag-1' }]))
  })

  it('shows what edited words come to before anything is done', async () => {
    startSession(session())
    const seen: unknown[] = []
    server.use(
      http.post('*/api/v1/actions/:id/revise', async ({ request }) => {
        seen.push(await request.json())
        return HttpResponse.json({ id: 'a1', tag: 'tag-2', position: 5 })
      }),
    )
    await show(<ActionCard action={action} />)
    await userEvent.click(await screen.findByRole('button', { name: 'Edit' }))
    const text = screen.getByRole('textbox', { name: 'Text' })
    await userEvent.clear(text)
    await userEvent.type(text, 'It comes at 9.')
    await userEvent.click(screen.getByRole('button', { name: 'Show what it will do' }))
    await waitFor(() => expect(seen).toEqual([{ arguments: { text: 'It comes at 9.', member: 'Peach' } }]))
    expect(await screen.findByRole('button', { name: 'Approve' })).toBeTruthy()
  })

  it('says why edited words cannot be done, and keeps them', async () => {
    startSession(session())
    server.use(
      http.post('*/api/v1/actions/:id/revise', () =>
        HttpResponse.json(
          { type: '/problems/invalid-request', title: 'x', status: 422, errors: [{ pointer: '/arguments', detail: 'nobody here is called Bowser' }] },
          { status: 422 },
        ),
      ),
    )
    await show(<ActionCard action={action} />)
    await userEvent.click(await screen.findByRole('button', { name: 'Edit' }))
    await userEvent.click(screen.getByRole('button', { name: 'Show what it will do' }))
    expect(await screen.findByText(/nobody here is called Bowser/)).toBeTruthy()
    expect(screen.getByRole('textbox', { name: 'Text' })).toBeTruthy()
  })

  it('takes back what was done', async () => {
    startSession(session())
    let undone = 0
    server.use(
      http.post('*/api/v1/actions/:id/undo', () => {
        undone += 1
        return HttpResponse.json({ id: 'a1', position: 6 })
      }),
    )
    await show(<ActionCard action={{ ...action, status: 'performed', performed_at: '2026-11-24T10:00:00Z', undoable: true }} />)
    await userEvent.click(await screen.findByRole('button', { name: 'Undo' }))
    await waitFor(() => expect(undone).toBe(1))
  })

  it('says so when the effect has changed meanwhile', async () => {
    startSession(session())
    server.use(http.post('*/api/v1/actions/:id/approve', () => problem(412, 'stale-preview')))
    await show(<ActionCard action={action} />)
    await userEvent.click(await screen.findByRole('button', { name: 'Approve' }))
    expect(await screen.findByText(/The effect has changed/)).toBeTruthy()
  })
})
