import type { APIRequestContext } from '@playwright/test'
import { bearer, expect, url } from './app.ts'

/** Removes what was uploaded: turns that read it ask before they act, which other journeys do not expect. */
export async function removeUploads(request: APIRequestContext): Promise<void> {
  const headers = await bearer(request, 'mario@pizza.com')
  const list = await request.get(`${url()}/api/v1/documents?limit=200`, { headers })
  const { items } = (await list.json()) as { items: { id: string; source: string }[] }
  for (const one of items.filter((each) => each.source === 'upload')) {
    expect((await request.delete(`${url()}/api/v1/documents/${one.id}`, { headers })).ok()).toBe(true)
  }
}
