import { expect, test } from './app.ts'

test.describe('signing in', () => {
  test('says what is missing, what is wrong, and nothing about which', async ({ page }) => {
    await page.goto('/')
    const submit = page.getByRole('button', { name: 'Sign in', exact: true })
    await submit.click()
    await expect(page.getByText('Enter your e-mail address.')).toBeVisible()
    await expect(page.getByLabel('E-mail')).toBeFocused()
    await page.getByLabel('E-mail').fill('nobody@example.com')
    await page.getByLabel('Password', { exact: true }).fill('not this')
    await submit.click()
    const unknown = await page.getByRole('alert').textContent()
    await page.getByLabel('E-mail').fill('bob@oakst.com')
    await submit.click()
    await expect(page.getByRole('alert')).toHaveText(unknown ?? '')
    expect(unknown).toContain('do not match')
  })

  test('says when to try again after too many attempts', async ({ page }) => {
    await page.goto('/')
    const body = { email: 'too-many@example.com', password: 'wrong' }
    for (let attempt = 0; attempt < 12; attempt += 1) await page.request.post('/api/v1/auth/login', { data: body })
    await page.getByLabel('E-mail').fill(body.email)
    await page.getByLabel('Password', { exact: true }).fill(body.password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect(page.getByRole('alert')).toContainText(/Too many attempts\. Try again in \d+ seconds?\./)
  })

  test('is one click for a demo account, lasts over a reload, and ends in every tab', async ({ page, context }) => {
    await page.goto('/team')
    await page.getByRole('button', { name: /^Sign in as Jane/ }).click()
    await expect(page).toHaveURL(/\/team$/)
    await page.reload()
    await expect(page.getByRole('heading', { name: 'Team and shifts' })).toBeVisible()
    const second = await context.newPage()
    await second.goto('/')
    await expect(second.getByRole('heading', { name: 'Good to see you, Jane.' })).toBeVisible()
    await page.getByRole('button', { name: 'Account of Jane' }).click()
    await page.getByRole('button', { name: 'Sign out' }).click()
    for (const tab of [page, second]) await expect(tab.getByRole('heading', { name: 'Sign in' })).toBeVisible()
    await page.reload()
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  })

  test('leaves nothing to read: no token in storage, none for scripts in cookies', async ({ signIn }) => {
    const bob = await signIn('bob@oakst.com')
    const kept = await bob.page.evaluate(() => JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), document.cookie]))
    expect(kept).not.toMatch(/eyJ|refresh|token/i)
  })
})
