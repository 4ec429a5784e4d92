import { close, expect, Person, signInByForm, test, url, watch } from './app.ts'

const STRICT = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Mantine likes to put style elements into the page; ours must not need them. */
test('the app runs under a policy without any inline style or script', async ({ browser }) => {
  const faults: string[] = []
  // A page that a test has rewritten counts as one from afar, which may not open sockets to loopback.
  const context = await browser.newContext({ baseURL: url(), permissions: ['local-network-access'] })
  await context.route(
    (address) => !address.pathname.startsWith('/api/') && !address.pathname.startsWith('/assets/'),
    async (route) => {
      const response = await route.fetch()
      await route.fulfill({ response, headers: { ...response.headers(), 'content-security-policy': STRICT } })
    },
  )
  const page = await context.newPage()
  watch(page, faults)
  const john = new Person(await signInByForm(page, 'john@oakst.com'), page)
  const reply = await john.ask('When is the next cleaning scheduled?')
  await reply.getByRole('link', { name: /^Source 1:/ }).click()
  await expect(page.locator('mark')).toBeVisible()
  await page.keyboard.press('Escape')
  await john.bell.click()
  await expect(john.panel).toBeVisible()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /^Account of/ }).click()
  await page.getByText('Dark', { exact: true }).click()
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')
  await page.getByText('Español').click()
  await expect(page.getByRole('button', { name: 'Cerrar sesión' })).toBeVisible()
  await close(context)
  expect(faults).toEqual([])
})

test('an answer arrives even where no WebSocket gets through', async ({ signIn }) => {
  const john = await signIn('john@oakst.com')
  await john.page.routeWebSocket(/\/api\/v1\/ws/, (socket) => socket.close())
  await john.page.reload()
  await expect(john.page.getByText('Connection lost.')).toBeVisible()
  await john.ask('When is the next cleaning scheduled?')
})
