import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import type { Session } from '@/api/session-requests'

/** What most tests need of the server; a test adds or replaces handlers with `server.use`. */
export const server = setupServer(
  http.get('*/api/v1/demo', () => HttpResponse.json({ enabled: false, accounts: [] })),
  http.get('*/api/v1/me', () => HttpResponse.json(me)),
)

export const me = {
  id: '00000000-0000-7000-8000-000000000001',
  name: 'Luigi',
  email: 'luigi@example.com',
  role: 'member' as const,
  title: 'employee',
  tenant: { id: '00000000-0000-7000-8000-0000000000aa', name: 'Test Kitchen', time_zone: 'Europe/Rome', locale: 'en', description: null },
  model: { name: 'offline', offline: true },
}

export function session(token = 'token-1', position = 7): Session {
  return {
    access_token: token,
    token_type: 'Bearer',
    expires_in: 900,
    member: { id: me.id, tenant_id: me.tenant.id, name: me.name, role: me.role, title: me.title },
    log_id: '00000000-0000-4000-8000-00000000000f',
    position,
  }
}

export function problem(status: number, slug: string, extra: Record<string, unknown> = {}, headers = {}) {
  return HttpResponse.json(
    { type: `/problems/${slug}`, title: slug, status, detail: `About ${slug}`, ...extra },
    { status, headers: { 'content-type': 'application/problem+json', ...headers } },
  )
}
