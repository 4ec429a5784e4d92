import { delay, http, HttpResponse } from 'msw'
import { beforeEach, expect, it } from 'vitest'
import { client, unwrap } from '@/api/client'
import { Problem, Unreachable } from '@/api/problem'
import { accessToken, askAgain, endSession, getSession, refreshSession, resolveSession, startSession } from '@/api/session'
import { problem, server, session } from './server'

beforeEach(() => endSession())

it('refreshes once for many callers, and repeats what was refused', async () => {
  startSession(session('old'))
  let refreshes = 0
  server.use(
    http.post('*/api/v1/auth/refresh', async () => {
      refreshes += 1
      await delay(20)
      return HttpResponse.json(session('new'))
    }),
    http.get('*/api/v1/me', ({ request }) =>
      request.headers.get('authorization') === 'Bearer new' ? HttpResponse.json({ id: 'me' }) : problem(401, 'expired'),
    ),
  )
  const answers = await Promise.all([1, 2, 3].map(() => unwrap(client.GET('/api/v1/me'))))
  expect(answers).toHaveLength(3)
  expect(refreshes).toBe(1)
})

it('counts from where its first answer was, however often the token is renewed', async () => {
  startSession(session('old', 7))
  server.use(http.post('*/api/v1/auth/refresh', () => HttpResponse.json(session('new', 50))))
  expect(await refreshSession()).toMatchObject({ token: 'new', since: { position: 7 } })
  endSession()
  expect(await refreshSession()).toMatchObject({ since: { position: 50 } })
})

it('takes the answer that was asked for before the app was here, and only at the start', async () => {
  const early = () => (window.stewardRefresh = Promise.resolve(Response.json(session('early'))))
  let asked = 0
  server.use(
    http.post('*/api/v1/auth/refresh', () => {
      asked += 1
      return HttpResponse.json(session('asked'))
    }),
  )
  askAgain()
  localStorage.setItem('steward-signed-in', '')
  void early()
  expect(await resolveSession()).toMatchObject({ token: 'early' })
  void early()
  expect(await refreshSession()).toMatchObject({ token: 'asked' })
  expect([asked, window.stewardRefresh]).toEqual([1, undefined])
})

it('repeats the body of a refused command with the same key', async () => {
  startSession(session('old'))
  const seen: unknown[] = []
  server.use(
    http.post('*/api/v1/auth/refresh', () => HttpResponse.json(session('new'))),
    http.post('*/api/v1/conversations/:id/messages', async ({ request }) => {
      seen.push([request.headers.get('idempotency-key'), await request.json()])
      if (request.headers.get('authorization') !== 'Bearer new') return problem(401, 'expired')
      return HttpResponse.json({ message_id: 'm', turn_id: 't', position: 3 }, { status: 202 })
    }),
  )
  await unwrap(
    client.POST('/api/v1/conversations/{id}/messages', {
      params: { path: { id: 'c' }, header: { 'Idempotency-Key': 'k' } },
      body: { text: 'hello' },
    }),
  )
  expect(seen).toEqual([
    ['k', { text: 'hello' }],
    ['k', { text: 'hello' }],
  ])
})

it('is signed out when the refresh cookie is refused, and only then', async () => {
  startSession({ ...session('old'), expires_in: 1 })
  server.use(http.post('*/api/v1/auth/refresh', () => problem(503, 'busy')))
  expect(await accessToken()).toBe('old')
  server.use(http.post('*/api/v1/auth/refresh', () => problem(401, 'session-ended')))
  await refreshSession()
  expect(getSession().phase).toBe('signed-out')
  expect(await accessToken()).toBeUndefined()
})

it('tells a problem from a dead network', async () => {
  startSession(session())
  server.use(http.get('*/api/v1/me', () => problem(429, 'too-many', {}, { 'retry-after': '7' })))
  const limited = await unwrap(client.GET('/api/v1/me')).catch((error: unknown) => error)
  expect(limited).toBeInstanceOf(Problem)
  expect(limited).toMatchObject({ status: 429, slug: 'too-many', retryAfter: 7, message: 'About too-many' })
  server.use(http.get('*/api/v1/me', () => HttpResponse.error()))
  await expect(unwrap(client.GET('/api/v1/me'))).rejects.toBeInstanceOf(Unreachable)
})

it('survives an error page that is no problem+json', async () => {
  startSession(session())
  server.use(http.get('*/api/v1/me', () => new HttpResponse('<h1>Bad gateway</h1>', { status: 502 })))
  await expect(unwrap(client.GET('/api/v1/me'))).rejects.toMatchObject({ status: 502, slug: 'unknown' })
})

it('asks the server who is signed in only where somebody has been', async () => {
  let asked = 0
  server.use(
    http.post('*/api/v1/auth/refresh', () => {
      asked += 1
      return HttpResponse.json(session('new'))
    }),
  )
  askAgain()
  expect((await resolveSession()).phase).toBe('signed-out')
  expect(asked).toBe(0)
  startSession(session('old'))
  askAgain()
  expect((await resolveSession()).phase).toBe('signed-in')
  expect(asked).toBe(1)
})
