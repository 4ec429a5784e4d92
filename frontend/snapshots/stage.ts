import { test as base, expect, type Page, type Route } from '@playwright/test'
import type { Answers } from './answers.ts'
import { business } from './fixtures/business.ts'
import { chat } from './fixtures/chat.ts'
import { NOW, people, session } from './fixtures/people.ts'
import { work } from './fixtures/work.ts'

export { expect }

const answers: Answers = { ...people, ...chat, ...work, ...business }
const reads = Object.entries(answers).map(([path, answer]) => ({
  path: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
  answer,
}))

interface Options {
  /** Whether somebody is signed in. */
  signedIn: boolean
}

/**
 * A page with no server behind it: what it reads are fixtures, its clock stands still, its socket is
 * live and silent. What it asks for beside them fails the test.
 */
export const test = base.extend<Options>({
  signedIn: [true, { option: true }],
  page: async ({ page, signedIn }, use) => {
    const strange: string[] = []
    page.on('pageerror', (error) => strange.push(error.message))
    await page.clock.setFixedTime(NOW)
    // A browser that nobody signed in with asks for no session.
    if (signedIn) await page.addInitScript(() => localStorage.setItem('steward-signed-in', ''))
    await page.route('**/api/v1/**', async (route) => {
      const asked = await answer(route, signedIn)
      if (asked !== undefined) strange.push(asked)
    })
    await page.routeWebSocket('**/api/v1/ws*', (socket) => {
      socket.send(JSON.stringify({ type: 'welcome', log_id: 'a-log', position: 1 }))
      socket.onMessage((text) => {
        if (String(text).includes('"ping"')) socket.send('{"type":"pong"}')
      })
    })
    await use(page)
    expect(strange, 'errors, and requests that have no fixture').toEqual([])
  },
})

/** Answers a request; the request itself when nothing is known of it. */
async function answer(route: Route, signedIn: boolean): Promise<string | undefined> {
  const { pathname, searchParams } = new URL(route.request().url())
  const asked = `${route.request().method()} ${pathname}`
  if (asked === 'POST /api/v1/auth/refresh') {
    const none = { type: '/problems/unauthenticated', title: 'Not signed in', status: 401, instance: pathname, trace_id: 'none' }
    await route.fulfill(signedIn ? { json: session } : { status: 401, contentType: 'application/problem+json', json: none })
    return undefined
  }
  if (asked === 'POST /api/v1/ws/ticket') {
    await route.fulfill({ json: { ticket: 'a-ticket' } })
    return undefined
  }
  const known = route.request().method() === 'GET' ? reads.find(({ path }) => path.test(pathname)) : undefined
  if (known === undefined) {
    await route.abort()
    return asked
  }
  await route.fulfill({ json: typeof known.answer === 'function' ? (known.answer as (query: URLSearchParams) => unknown)(searchParams) : known.answer })
  return undefined
}

/** Opens a page, and waits until it shows what it has. */
export async function open(page: Page, path: string, heading: string | RegExp): Promise<void> {
  await page.goto(path)
  await expect(page.getByRole('heading', { name: heading }).first()).toBeVisible()
  await settled(page)
}

export async function settled(page: Page): Promise<void> {
  await expect(page.locator('.mantine-Skeleton-root')).toHaveCount(0)
  await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0)
  await page.evaluate(() => document.fonts.ready)
}
