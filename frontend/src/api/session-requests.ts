import { Problem, toProblem, Unreachable } from './problem'
import type { components } from './schema'

export type Session = components['schemas']['Session']

/** The two requests that carry the refresh cookie. They stand outside the client, whose middleware calls them. */
export async function fetchSession(what: 'refresh', underway?: Promise<Response>): Promise<Session>
export async function fetchSession(what: 'logout'): Promise<void>
export async function fetchSession(what: 'refresh' | 'logout', underway?: Promise<Response>): Promise<Session | void> {
  let response: Response
  try {
    response = await (underway ?? fetch(`/api/v1/auth/${what}`, { method: 'POST', credentials: 'same-origin' }))
  } catch (cause) {
    throw new Unreachable(cause)
  }
  const body: unknown = response.status === 204 ? undefined : await response.json().catch(() => undefined)
  if (!response.ok) throw toProblem(response, body)
  if (what === 'logout') return
  if (!isSession(body)) throw new Problem(502, { title: 'Not a session' })
  return body
}

/** A page is so long young. */
const YOUNG_MS = 10_000

/** The refresh that `early.js` asked for, once, while the page is young. */
export function earlyRefresh(): Promise<Response> | undefined {
  const asked = window.stewardRefresh
  delete window.stewardRefresh
  return performance.now() < YOUNG_MS ? asked : undefined
}

function isSession(body: unknown): body is Session {
  return typeof body === 'object' && body !== null && 'access_token' in body && 'member' in body
}
