import { expect, signInByForm, test, url } from './app.ts'

test('a copied refresh token ends the session for both, and the owner sees why', async ({ signIn, playwright }) => {
  const mario = await signIn('mario@pizza.com')
  const luigi = await signIn('luigi@pizza.com')
  const context = luigi.page.context()
  const token = async () => {
    const cookies = await context.cookies(`${url()}/api/v1/auth/refresh`)
    return cookies.find((one) => one.name === 'steward_refresh')?.value ?? ''
  }
  const copy = await token()
  expect(copy).not.toBe('')

  // Each reload uses the token up, and gets the next one.
  for (let used = 0; used < 2; used += 1) {
    const before = await token()
    await luigi.page.reload()
    await expect(luigi.page.getByRole('heading', { name: /Good to see you/ })).toBeVisible()
    await expect.poll(token).not.toBe(before)
  }

  const thief = await playwright.request.newContext({
    baseURL: url(),
    extraHTTPHeaders: { cookie: `steward_refresh=${copy}` },
  })
  const refused = await thief.post('/api/v1/auth/refresh')
  expect(refused.status()).toBe(401)
  expect(await refused.text()).toContain('session-ended')
  await thief.dispose()

  // Luigi's own tab is cut off, and asks him to sign in.
  await expect(luigi.page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible()
  await signInByForm(luigi.page, 'luigi@pizza.com')
  await luigi.bell.click()
  await expect(luigi.panel.getByText(/Somebody used a copy of your session/).first()).toBeVisible()

  await mario.bell.click()
  await expect(mario.panel.getByText(/Somebody used a copy of a session of Luigi/).first()).toBeVisible()
  await mario.page.keyboard.press('Escape')
  await mario.page.getByRole('button', { name: /^Account of/ }).click()
  await mario.page.getByRole('link', { name: 'Security trail' }).click()
  await expect(mario.page.getByText(/A copy of the session of Luigi was used/).first()).toBeVisible()
})
