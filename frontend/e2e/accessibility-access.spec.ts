import { expect, test, url } from './app.ts'
import { audit } from './audit.ts'

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no violations where access is given and taken, in ${colorScheme}`, async ({ signIn, browser }) => {
    // Many pages, each looked through by axe.
    test.slow()
    const context = await browser.newContext({ baseURL: url(), colorScheme, reducedMotion: 'reduce' })
    const page = await context.newPage()
    for (const [path, heading] of [
      ['/register', 'Register your business'],
      ['/join#made-up', 'This invitation does not work'],
      ['/forgot-password', 'Forgotten password'],
      ['/reset-password#made-up', 'Choose a new password'],
    ] as const) {
      await page.goto(path)
      await expect(page.getByRole('heading', { name: heading })).toBeVisible()
      await audit(page, path)
    }
    await context.close()

    const { page: marios } = await signIn('mario@pizza.com', { colorScheme, reducedMotion: 'reduce' })
    await marios.goto('/account')
    await expect(marios.getByText('This one')).toBeVisible()
    await audit(marios, 'account')
    await marios.goto('/security')
    await expect(marios.getByText(/Mario signed in with/).first()).toBeVisible()
    await audit(marios, 'security trail')
    await marios.goto('/team')
    await marios.getByRole('button', { name: 'Invite somebody' }).click()
    const form = marios.getByRole('form', { name: 'Invite somebody' })
    await audit(marios, 'an invitation')
    await form.getByLabel('Name', { exact: true }).fill('Luigi')
    await form.getByLabel('As what').fill('baker')
    await form.getByRole('button', { name: 'Make the link' }).click()
    await expect(marios.getByRole('textbox', { name: 'Link for Luigi' })).toBeVisible()
    await audit(marios, 'an invitation, made')
    await marios.getByRole('button', { name: 'Add a shift' }).click()
    await audit(marios, 'a shift')
  })
}
