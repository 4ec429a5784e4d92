import { readFile } from 'node:fs/promises'
import { close, expect, test, url, watch } from './app.ts'
import { audit } from './audit.ts'

test('somebody takes along everything about them, and is erased for good', async ({ signIn, browser }) => {
  const { page: marios } = await signIn('mario@pizza.com')
  const email = `toad-${Date.now()}@example.com`
  await marios.goto('/team?add=person')
  const form = marios.getByRole('form', { name: 'Invite somebody' })
  await form.getByLabel('Name', { exact: true }).fill('Toad')
  await form.getByLabel('As what').fill('cook')
  await form.getByRole('button', { name: 'Make the link' }).click()
  const link = await marios.getByRole('textbox', { name: 'Link for Toad' }).inputValue()

  const context = await browser.newContext({ baseURL: url(), reducedMotion: 'reduce' })
  const page = await context.newPage()
  const faults: string[] = []
  watch(page, faults)
  await page.goto(`/join${new URL(link).hash}`)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill('mushrooms in the rain')
  await page.getByRole('button', { name: 'Join', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Good to see you, Toad.' })).toBeVisible()

  await page.goto('/account')
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download', exact: true }).click()
  expect(await readFile(await (await download).path(), 'utf8')).toContain(email)

  await page.getByRole('button', { name: 'Erase me' }).click()
  await page.getByRole('form', { name: 'Erase me' }).getByLabel('Current password').fill('mushrooms in the sun')
  await page.getByRole('button', { name: 'Erase me for good' }).click()
  await expect(page.getByText('This is not your current password.')).toBeVisible()
  await audit(page, 'being erased')
  await page.getByRole('form', { name: 'Erase me' }).getByLabel('Current password').fill('mushrooms in the rain')
  await page.getByRole('button', { name: 'Erase me for good' }).click()

  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill('mushrooms in the rain')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByRole('alert')).toBeVisible()
  await close(context)
  expect(faults).toEqual([])
})
