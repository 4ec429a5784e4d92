import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { http, HttpResponse } from 'msw'
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { meQuery } from '@/api/me'
import { queryClient } from '@/api/query-client'
import { startSession } from '@/api/session'
import { loadOwnerTexts } from '@/app/i18n/owner'
import { LanguageSelect } from '@/components/language-select'
import { BusinessScreen } from '@/features/settings/routes/business-screen'
import { me, problem, server, session } from './server'
import { show } from './show'

const user = userEvent.setup()
const profile = { name: 'Test Kitchen', time_zone: 'Europe/Rome', locale: 'en-GB', description: null as string | null }

beforeAll(loadOwnerTexts)
beforeEach(() => {
  sessionStorage.clear()
  startSession(session())
})

async function paste(field: HTMLElement, text: string) {
  await user.click(field)
  await user.paste(text)
}

/** The page with a server behind it that keeps what it is sent. */
async function page(role: 'owner' | 'member') {
  queryClient.setQueryData(meQuery.queryKey, { ...me, role })
  let kept = profile
  const sent: unknown[] = []
  server.use(
    http.get('*/api/v1/me', () => HttpResponse.json({ ...me, role, tenant: { ...me.tenant, ...kept } })),
    http.get('*/api/v1/tenant/profile', () => HttpResponse.json(kept, { headers: { etag: `"${sent.length}"` } })),
    http.put('*/api/v1/tenant/profile', async ({ request }) => {
      kept = (await request.json()) as typeof profile
      sent.push(request.headers.get('if-match'), kept)
      return HttpResponse.json({ id: me.tenant.id, position: 9 })
    }),
  )
  await show(<BusinessScreen />, '/settings/business')
  return { sent, name: await screen.findByRole('textbox', { name: 'Name of the business' }) }
}

describe('the business', () => {
  it('is saved as a whole, from what was read, and the frame shows its new name', async () => {
    const { sent, name } = await page('owner')
    await user.clear(name)
    await user.click(screen.getByRole('button', { name: 'Save' }))
    expect(screen.getByText('Enter the name of the business.')).toBeTruthy()
    expect(sent).toEqual([])
    await paste(name, ' Corner Bakery ')
    await paste(screen.getByRole('textbox', { name: /^What should I know/ }), 'We bake.')
    await user.click(screen.getByRole('button', { name: 'Save' }))
    await screen.findByText('Saved. It holds from now on.')
    expect(sent).toEqual(['"0"', { ...profile, name: 'Corner Bakery', description: 'We bake.' }])
    expect(queryClient.getQueryData(meQuery.queryKey)?.tenant.name).toBe('Corner Bakery')
  }, 15_000)

  it('says what the server refuses, and keeps what was typed', async () => {
    const { name } = await page('owner')
    server.use(http.put('*/api/v1/tenant/profile', () => problem(422, 'invalid-request')))
    await paste(name, ' II')
    await user.click(screen.getByRole('button', { name: 'Save' }))
    await screen.findByText(/About invalid-request/)
    expect(name).toHaveProperty('value', 'Test Kitchen II')
  })

  it('is read by everybody, and changed by those who run it', async () => {
    const { name } = await page('member')
    expect(name).toHaveProperty('readOnly', true)
    expect(screen.getByText('You can read this. Owners and managers change it.')).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'Save' })).toBeNull()
  })
})

describe('its language', () => {
  const onChange = vi.fn()
  const choose = async (name: string) => {
    await user.click(screen.getByRole('combobox', { name: 'Language' }))
    await user.click(await screen.findByRole('option', { name, hidden: true }))
  }
  beforeEach(() => onChange.mockClear())

  it('is chosen by name, and gone back to as it was', async () => {
    await show(<LanguageSelect label="Language" locale="es" current="en-ZA" onChange={onChange} />)
    await choose('English')
    await waitFor(() => expect(onChange).toHaveBeenCalledWith('en-ZA'))
  })

  it('may be one that is not offered, until another one is chosen', async () => {
    await show(<LanguageSelect label="Language" locale="it" onChange={onChange} />)
    expect(screen.getByRole('combobox', { name: 'Language' })).toHaveProperty('value', 'Italian')
    await choose('Español')
    await waitFor(() => expect(onChange).toHaveBeenCalledWith('es'))
  })
})
