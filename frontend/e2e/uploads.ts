import type { APIRequestContext } from '@playwright/test'
import { expect, url } from './app.ts'

/** Removes what was uploaded: turns that read it ask before they act, which other journeys do not expect. */
export async function removeUploads(request: APIRequestContext): Promise<void> {
  const login = await request.post(`${url()}/api/v1/auth/login`, { data: { email: 'mario@pizza.com', password: 'password123' } })
  const { access_token: token } = (await login.json()) as { access_token: string }
  const headers = { authorization: `Bearer ${token}` }
  const list = await request.get(`${url()}/api/v1/documents?limit=200`, { headers })
  const { items } = (await list.json()) as { items: { id: string; source: string }[] }
  for (const one of items.filter((each) => each.source === 'upload')) {
    expect((await request.delete(`${url()}/api/v1/documents/${one.id}`, { headers })).ok()).toBe(true)
  }
}
