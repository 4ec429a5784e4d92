import { test as base, expect, type APIRequestContext, type Browser, type BrowserContext, type BrowserContextOptions, type Locator, type Page } from '@playwright/test'

export { expect }

/** One person's browser: what they can do and see, by role and name. */
export class Person {
  constructor(
    readonly name: string,
    readonly page: Page,
  ) {}

  get composer(): Locator {
    return this.page.getByRole('textbox', { name: 'Write to Steward' })
  }

  get history(): Locator {
    return this.page.getByRole('log', { name: 'Conversation' })
  }

  get replies(): Locator {
    return this.history.getByRole('article', { name: 'Steward' })
  }

  get bell(): Locator {
    return this.page.getByRole('button', { name: /^Notices/ })
  }

  get panel(): Locator {
    return this.page.getByRole('dialog', { name: 'Notices' })
  }

  async unread(): Promise<number> {
    await expect(this.bell).toHaveAttribute('aria-busy', 'false')
    const label = (await this.bell.getAttribute('aria-label')) ?? ''
    return Number(/\d+/.exec(label)?.[0] ?? 0)
  }

  async say(text: string): Promise<void> {
    await this.composer.fill(text)
    await this.composer.press('Enter')
  }

  /** Says something new, and waits until the answer is finished. */
  async ask(text: string): Promise<Locator> {
    await this.page.getByRole('link', { name: 'New conversation' }).click()
    await expect(this.page.getByRole('heading', { name: /Good to see you/ })).toBeVisible()
    await this.say(text)
    await expect(this.replies.first()).toBeVisible()
    return this.replies.first()
  }
}

export type SignIn = (email: string, options?: BrowserContextOptions) => Promise<Person>

interface Fixtures {
  signIn: SignIn
}

/** Tests sign people in, each in a browser of their own; errors of any page fail the test. */
export const test = base.extend<Fixtures>({
  baseURL: async ({}, use) => use(url()),
  signIn: async ({ browser }, use) => {
    const opened: Awaited<ReturnType<Browser['newContext']>>[] = []
    const faults: string[] = []
    await use(async (email, options) => {
      const context = await browser.newContext({ baseURL: url(), ...options })
      opened.push(context)
      const page = await context.newPage()
      watch(page, faults)
      const name = await signInByForm(page, email)
      return new Person(name, page)
    })
    for (const context of opened) await close(context)
    expect(faults, 'errors in pages').toEqual([])
  },
})

/** Closes a browser; answers that a test still rewrites then are nobody's fault. */
export async function close(context: BrowserContext): Promise<void> {
  for (const page of context.pages()) await page.unrouteAll({ behavior: 'ignoreErrors' })
  await context.unrouteAll({ behavior: 'ignoreErrors' })
  await context.close()
}

export function url(): string {
  return process.env.STEWARD_URL ?? 'http://127.0.0.1:8000'
}

export async function signInByForm(page: Page, email: string): Promise<string> {
  await page.goto('/')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill('password123')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  const heading = page.getByRole('heading', { name: /Good to see you/ })
  await expect(heading).toBeVisible()
  return /you, (.*)\./.exec((await heading.textContent()) ?? '')?.[1] ?? ''
}

/** Unlike every other run's: the server may be one that lives on. */
export const unique = () => `${Date.now().toString(36)}${Math.floor(Math.random() * 1e6).toString(36)}`

/** What a program of theirs sends with its requests. */
export async function bearer(request: APIRequestContext, email: string): Promise<{ authorization: string }> {
  const login = await request.post(`${url()}/api/v1/auth/login`, { data: { email, password: 'password123' } })
  const { access_token: token } = (await login.json()) as { access_token: string }
  return { authorization: `Bearer ${token}` }
}

/** Does something that sends a command, and waits until the server has answered: who leaves the page earlier may take it back. */
export async function committed(page: Page, path: RegExp, act: () => Promise<void>): Promise<void> {
  const answer = page.waitForResponse(
    (response) => response.request().method() !== 'GET' && path.test(new URL(response.url()).pathname),
  )
  await act()
  expect((await answer).ok()).toBe(true)
}

/** Exceptions and refusals by the page's policy; failed requests are for tests to judge. */
export function watch(page: Page, faults: string[]): void {
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) faults.push(message.text())
  })
}
