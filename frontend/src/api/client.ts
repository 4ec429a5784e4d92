import createClient, { type Middleware } from 'openapi-fetch'
import { SUSPENDED, toProblem, Unreachable } from './problem'
import type { paths } from './schema'
import { accessToken, endSession, refreshSession, suspendSession } from './session'

/** What is asked for without a session, whether there is one or not. */
const OPEN = [
  '/api/v1/auth/login',
  '/api/v1/auth/password/forgot',
  '/api/v1/auth/password/reset',
  '/api/v1/demo',
  '/api/v1/invitations/inspect',
  '/api/v1/invitations/accept',
  '/api/v1/tenants',
]

/** Adds the token; a 401 is answered once with a fresh one. */
const authentication: Middleware = {
  async onRequest({ request, schemaPath }) {
    if (OPEN.includes(schemaPath)) return request
    const token = await accessToken()
    if (token !== undefined) request.headers.set('authorization', `Bearer ${token}`)
    return request
  },
}

/** Whoever is signed in and whose business is suspended is told so, whatever was asked. */
const suspension: Middleware = {
  async onResponse({ request, response }) {
    if (response.status !== 403 || !request.headers.has('authorization')) return
    const body: unknown = await response.clone().json().catch(() => undefined)
    if (toProblem(response, body).slug === SUSPENDED) suspendSession()
  },
}

/** `fetch` with one retry behind a refreshed token; the body is cloned before it is spent. */
async function fetchWithRefresh(request: Request): Promise<Response> {
  const again = request.clone()
  const response = await reach(request)
  if (response.status !== 401 || !request.headers.has('authorization')) return response
  const session = await refreshSession()
  if (session.phase !== 'signed-in') return response
  again.headers.set('authorization', `Bearer ${session.token}`)
  const second = await reach(again)
  if (second.status === 401) endSession()
  return second
}

async function reach(request: Request): Promise<Response> {
  try {
    return await fetch(request)
  } catch (cause) {
    // Who took it back knows; who was not answered in time does not.
    if (request.signal.aborted && !isTimeout(request.signal.reason)) throw cause
    throw new Unreachable(cause)
  }
}

const isTimeout = (reason: unknown) => reason instanceof DOMException && reason.name === 'TimeoutError'

export const client = createClient<paths>({
  baseUrl: typeof location === 'undefined' ? '' : location.origin,
  fetch: fetchWithRefresh,
})
client.use(authentication, suspension)

interface Answer<T> {
  data?: T
  error?: unknown
  response: Response
}

/** Turns openapi-fetch's `{data, error}` into a value or a thrown `Problem`. */
export async function unwrap<T>(answer: Promise<Answer<T>>): Promise<NonNullable<T>> {
  const { data, error, response } = await answer
  if (!response.ok || data === undefined || data === null) throw toProblem(response, error)
  return data
}

/** The same for answers that have no body. */
export async function settle(answer: Promise<Answer<unknown>>): Promise<void> {
  const { error, response } = await answer
  if (!response.ok) throw toProblem(response, error)
}
