import type { BrowserContext, Page } from '@playwright/test'
import { bearer, expect, test, url, type Person } from './app.ts'
import { audit } from './audit.ts'
import { deployment, sql } from './deployment.ts'
import { PushService } from './push-service.ts'

/** This browser's push service would be on the Internet: its subscription leads to ours. */
async function subscribesTo(service: PushService, page: Page): Promise<void> {
  await page.context().grantPermissions(['notifications'], { origin: url() })
  const given = { endpoint: service.endpoint, keys: { p256dh: service.p256dh, auth: service.auth.toString('base64url') } }
  await page.addInitScript((subscription) => {
    const made = { toJSON: () => subscription, unsubscribe: () => Promise.resolve(true), options: { applicationServerKey: null } }
    PushManager.prototype.getSubscription = () => Promise.resolve(null)
    PushManager.prototype.subscribe = () => Promise.resolve(made as unknown as PushSubscription)
  }, given)
}

/** The message reaches the browser, as from its push service; what is shown then. */
async function arrives(context: BrowserContext, page: Page, message: object): Promise<{ title: string; body: string }[]> {
  const cdp = await context.newCDPSession(page)
  const registrations: string[] = []
  cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations: all }) => registrations.push(...all.map((one) => one.registrationId)))
  await cdp.send('ServiceWorker.enable')
  await expect.poll(() => registrations[0]).toBeDefined()
  const data = JSON.stringify(message)
  await cdp.send('ServiceWorker.deliverPushMessage', { origin: url(), registrationId: registrations[0] ?? '', data })
  const shown = () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready
      const all = await registration.getNotifications()
      return all.map(({ title, body }) => ({ title, body }))
    })
  await expect.poll(async () => (await shown()).length).toBeGreaterThan(0)
  return shown()
}

async function tellPeach(luigi: Person, what: string): Promise<void> {
  const reply = await luigi.ask(`There's ${what} arriving tomorrow at 10am, but I'm off work`)
  await expect(reply.getByRole('region', { name: 'Receipt' })).toContainText('Notified Peach')
}

test('a notice reaches a closed app, opens its place, and does not follow who is looking', async ({ signIn, request }) => {
  const port = deployment()?.push
  test.skip(port === undefined, 'needs a server that may call our push service')
  test.slow()
  const service = new PushService(port ?? 0)
  try {
    const peach = await signIn('peach@pizza.com')
    const luigi = await signIn('luigi@pizza.com')
    const context = peach.page.context()
    await subscribesTo(service, peach.page)

    await test.step('switched on by a click', async () => {
      await peach.page.goto('/account')
      const section = peach.page.getByRole('region', { name: 'Notices while the app is closed' })
      const on = section.getByRole('button', { name: 'Tell me on this device' })
      await expect(on).toBeVisible()
      await audit(peach.page, 'account with pushes off')
      await on.click()
      await expect(section.getByRole('article').getByText('This one')).toBeVisible()
      await audit(peach.page, 'account with pushes on')
    })

    await test.step('who is looking sees it there', async () => {
      await tellPeach(luigi, 'a crate of tomatoes')
      await peach.bell.click()
      const notice = peach.panel.getByRole('article').filter({ hasText: 'tomatoes' }).first()
      await notice.getByRole('button', { name: 'Acknowledge' }).click()
      await expect(notice.getByText('Acknowledged')).toBeVisible()
    })

    const preferences = `${url()}/api/v1/me/notification-preferences`
    const headers = { ...(await bearer(request, 'peach@pizza.com')), 'if-match': '*' }
    await test.step('what is switched off for pushes stays in the list', async () => {
      await peach.page.keyboard.press('Escape')
      await expect(peach.panel).toBeHidden()
      const colleagues = peach.page.getByRole('switch', { name: 'From colleagues: By push' })
      await colleagues.click({ force: true })
      await expect(colleagues).not.toBeChecked()
      await expect(peach.page.getByText('Saved. It holds from now on.')).toBeVisible()
      await peach.page.close()
      await tellPeach(luigi, 'a jar of olives')
      const listed = await request.get(`${url()}/api/v1/notifications?limit=1`, { headers })
      expect(JSON.stringify(await listed.json())).toContain('olives')
      const on = { kinds: [], quiet_hours: null }
      // It was looked at by now: what is switched on again is pushed from then on alone.
      const idle = 'SELECT (SELECT position FROM push_feed) >= (SELECT max(position) FROM events) AND NOT EXISTS (SELECT FROM push_jobs)'
      await expect.poll(() => sql(idle), { timeout: 60_000 }).toBe('t')
      expect((await request.put(preferences, { headers, data: on })).ok()).toBe(true)
    })

    await tellPeach(luigi, 'a sack of flour')
    await expect.poll(() => service.pushed.length, { timeout: 60_000 }).toBeGreaterThan(0)
    const [first] = service.pushed
    expect(service.pushed.map(({ message }) => message.body).join()).not.toMatch(/tomatoes|olives/)
    expect(first?.message.title).toBe('Luigi')
    expect(first?.message.body).toContain('flour')

    await test.step('shown, and opened at its place', async () => {
      const page = await context.newPage()
      await page.goto('/tasks')
      const shown = await arrives(context, page, first?.message ?? {})
      expect(shown).toEqual([{ title: 'Luigi', body: first?.message.body }])
      // The same once more takes its place.
      expect(await arrives(context, page, first?.message ?? {})).toHaveLength(1)
      const [worker] = context.serviceWorkers()
      await worker?.evaluate(async () => {
        const scope = globalThis as unknown as { registration: ServiceWorkerRegistration }
        const [notification] = await scope.registration.getNotifications()
        const Clicked = (globalThis as unknown as { NotificationEvent: new (type: string, init: object) => Event }).NotificationEvent
        globalThis.dispatchEvent(new Clicked('notificationclick', { notification }))
      })
      const panel = page.getByRole('dialog', { name: 'Notices' })
      await expect(panel.getByRole('article').filter({ hasText: 'flour' })).toBeInViewport()
      expect(new URL(page.url()).searchParams.get('notice')).toBe(first?.message.tag)
    })

    await test.step('by its address too, and off again', async () => {
      const page = await context.newPage()
      await page.goto(`/?notice=${first?.message.tag}`)
      await expect(page.getByRole('dialog', { name: 'Notices' }).getByRole('article').filter({ hasText: 'flour' })).toBeInViewport()
      await page.goto('/account')
      await page.getByRole('button', { name: /^Switch off notices on/ }).click()
      await expect(page.getByRole('button', { name: 'Tell me on this device' })).toBeVisible()
    })
  } finally {
    await service.close()
  }
})
