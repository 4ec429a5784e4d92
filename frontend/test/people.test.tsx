import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { http, HttpResponse } from 'msw'
import { beforeEach, describe, expect, it } from 'vitest'
import { meQuery } from '@/api/me'
import { queryClient } from '@/api/query-client'
import { startSession } from '@/api/session'
import type { Member } from '@/api/types'
import { People } from '@/features/team/components/people'
import { me, problem, server, session } from './server'
import { show } from './show'

const user = userEvent.setup()
const owner = { ...me, role: 'owner' as const, title: 'owner' }
const members: Member[] = [
  { id: me.id, name: 'Luigi', role: 'owner', title: 'owner' },
  { id: 'p', name: 'Peach', role: 'member', title: 'cook' },
]
const link = { token: 'tok', url: 'http://localhost:8000/join#tok', expires_at: '2026-12-03T10:00:00Z' }
const invitation = {
  member_id: 'd',
  name: 'Daisy',
  email: null,
  role: 'member',
  title: 'waiter',
  invited_by: null,
  created_at: '2026-11-26T10:00:00Z',
  expires_at: '2026-12-03T10:00:00Z',
}

async function page(as: typeof owner | typeof me, pending: unknown[] = []) {
  startSession(session())
  queryClient.setQueryData(meQuery.queryKey, as)
  server.use(http.get('*/api/v1/invitations', () => HttpResponse.json({ items: pending, next_cursor: null })))
  await show(
    <People members={members} shifts={[]} now={Date.parse('2026-11-26T12:00:00Z')} inviting onInviting={() => undefined} />,
    '/team',
  )
}

describe('inviting', () => {
  beforeEach(() => page(owner))

  it('says what is missing without asking the server', async () => {
    await user.click(await screen.findByRole('button', { name: 'Make the link' }))
    expect(screen.getByText('Enter a name.')).toBeTruthy()
    expect(screen.getByText('Say as what, such as employee.')).toBeTruthy()
  })

  it('shows the link once, to be copied', async () => {
    const bodies: unknown[] = []
    server.use(
      http.post('*/api/v1/invitations', async ({ request }) => {
        bodies.push(await request.json(), request.headers.has('idempotency-key'))
        return HttpResponse.json({ ...link, member_id: 'd', position: 9 }, { status: 201 })
      }),
    )
    await user.type(await screen.findByRole('textbox', { name: 'Name' }), 'Daisy')
    await user.type(screen.getByRole('textbox', { name: 'As what' }), 'waiter')
    await user.click(screen.getByRole('button', { name: 'Make the link' }))
    expect((await screen.findByRole<HTMLInputElement>('textbox', { name: 'Link for Daisy' })).value).toBe(link.url)
    expect(bodies).toEqual([{ name: 'Daisy', title: 'waiter', role: 'member', email: null }, true])
    await user.click(screen.getByRole('button', { name: 'Copy the link' }))
    expect(await navigator.clipboard.readText()).toBe(link.url)
  })
})

describe('who is invited', () => {
  it('gets a new link, or is not invited after all', async () => {
    await page(owner, [invitation])
    const row = within(await screen.findByRole('article', { name: 'Daisy' }))
    const seen: string[] = []
    server.use(
      http.post('*/api/v1/invitations/:id/renew', ({ params }) => {
        seen.push(`renew ${String(params['id'])}`)
        return HttpResponse.json(link)
      }),
      http.delete('*/api/v1/invitations/:id', ({ params }) => {
        seen.push(`withdraw ${String(params['id'])}`)
        return problem(404, 'invitation-not-good')
      }),
    )
    await user.click(row.getByRole('button', { name: 'New link for Daisy' }))
    expect((await row.findByRole<HTMLInputElement>('textbox', { name: 'Link for Daisy' })).value).toBe(link.url)
    await user.click(row.getByRole('button', { name: 'Withdraw the invitation of Daisy' }))
    expect((await row.findByRole('alert')).textContent).toContain('About invitation-not-good')
    expect(seen).toEqual(['renew d', 'withdraw d'])
  })

  it('is nothing that a member sees, nor can a member change anybody', async () => {
    await page(me, [invitation])
    expect(await screen.findByText('Peach')).toBeTruthy()
    expect(screen.queryByRole('button')).toBeNull()
    expect(screen.queryByText('Daisy')).toBeNull()
  })
})

describe('somebody who is there', () => {
  it('gets another role, is signed out, and is removed only after a question', async () => {
    await page(owner)
    const seen: unknown[] = []
    server.use(
      http.put('*/api/v1/members/p/role', async ({ request }) => {
        seen.push(await request.json())
        return problem(409, 'last-owner')
      }),
      http.delete('*/api/v1/members/p/sessions', () => {
        seen.push('signed out')
        return new HttpResponse(null, { status: 204 })
      }),
      http.delete('*/api/v1/members/p', () => {
        seen.push('removed')
        return HttpResponse.json({ position: 12 })
      }),
    )
    await user.click(await screen.findByRole('button', { name: 'Change Peach' }))
    const dialog = within(await screen.findByRole('dialog'))
    await user.clear(dialog.getByRole('textbox', { name: 'As what' }))
    await user.type(dialog.getByRole('textbox', { name: 'As what' }), 'chef')
    await user.click(dialog.getByRole('button', { name: 'Save' }))
    expect((await dialog.findByRole('alert')).textContent).toContain('at least one owner')
    await user.click(dialog.getByRole('button', { name: 'Sign out everywhere' }))
    expect(await dialog.findByText('Peach is signed out everywhere.')).toBeTruthy()
    await user.click(dialog.getByRole('button', { name: 'Remove from the business' }))
    expect(seen).toEqual([{ role: 'member', title: 'chef' }, 'signed out'])
    await user.click(dialog.getByRole('button', { name: 'Remove Peach' }))
    await waitFor(() => expect(seen.at(-1)).toBe('removed'))
  })

  it('is erased only after a question', async () => {
    await page(owner)
    const seen: unknown[] = []
    server.use(
      http.post('*/api/v1/members/p/erase', async ({ request }) => {
        seen.push(await request.json())
        return HttpResponse.json({ id: 'p', position: 12, state: 'erasing' }, { status: 202 })
      }),
    )
    await user.click(await screen.findByRole('button', { name: 'Change Peach' }))
    const dialog = within(await screen.findByRole('dialog'))
    await user.click(dialog.getByRole('button', { name: 'Erase for ever' }))
    expect(seen).toEqual([])
    await user.click(dialog.getByRole('button', { name: 'Erase Peach for ever' }))
    await waitFor(() => expect(seen).toEqual([{ confirm: 'p' }]))
  })
})
