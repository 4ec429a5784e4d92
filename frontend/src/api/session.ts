import type { Cursor } from './live/socket'
import { earlyRefresh, fetchSession, type Session } from './session-requests'
import { Problem, SUSPENDED } from './problem'

export type SessionState =
  | { phase: 'unknown' }
  /** `suspended`: the business is, and the session goes on when it does. */
  | { phase: 'signed-out'; suspended?: boolean }
  | SignedIn

interface SignedIn {
  phase: 'signed-in'
  token: string
  expiresAt: number
  memberId: string
  /** Up to where in the log everything is shown that was loaded since they came. */
  since: Cursor
}

const EARLY_MS = 30_000
/** Whether somebody signed in here: a browser that nobody did need not ask for the cookie it cannot see. */
const KNOWN = 'steward-signed-in'
const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('steward-session')

/** The access token lives here, in memory, and nowhere else; the refresh token is a cookie that no script sees. */
let state: SessionState = { phase: 'unknown' }
let refreshing: Promise<SessionState> | undefined
const listeners = new Set<() => void>()

export function getSession(): SessionState {
  return state
}

export function subscribeSession(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function startSession(session: Session): void {
  set(signedIn(session))
  channel?.postMessage('signed-in')
}

export function endSession(): void {
  set({ phase: 'signed-out' })
}

/** The business of the member is suspended: nothing can be done until it is resumed. */
export function suspendSession(): void {
  set({ phase: 'signed-out', suspended: true })
}

/** Asks the server again whether somebody is signed in. */
export function askAgain(): void {
  set({ phase: 'unknown' })
}

/** Signs out in every tab: the server's session first, then what this browser remembers. */
export async function signOut(): Promise<void> {
  await fetchSession('logout').catch(() => undefined)
  endSession()
  channel?.postMessage('signed-out')
}

/** The state once it is known; on the first call it asks the server with the refresh cookie, if there may be one. */
export async function resolveSession(): Promise<SessionState> {
  if (state.phase !== 'unknown') return state
  if (nobodyEver()) endSession()
  else await refreshSession(earlyRefresh())
  return state
}

/** A token that is good for some seconds more, or nothing when signed out. */
export async function accessToken(): Promise<string | undefined> {
  if (state.phase === 'signed-in' && state.expiresAt - EARLY_MS < Date.now()) await refreshSession()
  return state.phase === 'signed-in' ? state.token : undefined
}

/** Many callers, one request: the refresh token rotates, so it must not be spent twice. */
export function refreshSession(underway?: Promise<Response>): Promise<SessionState> {
  refreshing ??= acrossTabs(() => refresh(underway)).finally(() => {
    refreshing = undefined
  })
  return refreshing
}

async function refresh(underway?: Promise<Response>): Promise<SessionState> {
  try {
    const session = await fetchSession('refresh', underway)
    const before = state
    const next = signedIn(session)
    // What was loaded before this refresh goes on counting from where it was loaded.
    set(before.phase === 'signed-in' ? { ...next, since: before.since } : next)
    // Another tab signed in as somebody else: nothing that this tab has loaded may stay on screen.
    if (before.phase === 'signed-in' && before.memberId !== next.memberId) location.reload()
  } catch (error) {
    if (error instanceof Problem && error.slug === SUSPENDED) suspendSession()
    else if (error instanceof Problem && error.status < 500 && error.status !== 429) endSession()
    else if (state.phase === 'unknown') throw error
  }
  return state
}

function signedIn(session: Session): SignedIn {
  return {
    phase: 'signed-in',
    token: session.access_token,
    expiresAt: Date.now() + session.expires_in * 1000,
    memberId: session.member.id,
    since: { logId: session.log_id, position: session.position },
  }
}

/** Tabs share one refresh cookie, so they take turns. */
function acrossTabs<T>(work: () => Promise<T>): Promise<T> {
  if (typeof navigator === 'undefined' || !('locks' in navigator)) return work()
  return navigator.locks.request('steward-refresh', work) as Promise<T>
}

function nobodyEver(): boolean {
  try {
    return localStorage.getItem(KNOWN) === null
  } catch {
    // Storage may be blocked: then the server is asked.
    return false
  }
}

function set(next: SessionState): void {
  // What was asked at the start is answered by now, or too old.
  void earlyRefresh()
  state = next
  try {
    if (next.phase === 'signed-in' || (next.phase === 'signed-out' && next.suspended)) localStorage.setItem(KNOWN, '')
    else if (next.phase === 'signed-out') localStorage.removeItem(KNOWN)
  } catch {
    // As above.
  }
  for (const listener of listeners) listener()
}

channel?.addEventListener('message', (event) => {
  if (event.data === 'signed-out') endSession()
  if (event.data === 'signed-in') void refreshSession()
})
