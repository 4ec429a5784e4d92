import type { Page } from '@playwright/test'
import { committed, expect, test, unique } from './app.ts'
import { audit } from './audit.ts'

const form = (page: Page) => page.getByRole('form', { name: 'New reminder' })
const row = (page: Page, text: string) => page.getByRole('article', { name: text })

async function set(page: Page, text: string, when: RegExp): Promise<void> {
  await form(page).getByRole('textbox', { name: 'Of what?' }).fill(text)
  await form(page).getByRole('button', { name: when }).click()
  await form(page).getByRole('button', { name: 'Set the reminder' }).click()
  await expect(page.getByRole('status').filter({ hasText: `${text} –` })).toBeVisible()
}

test('reminders are set, lie under their days, and one is taken back', async ({ signIn }) => {
  const { page } = await signIn('luigi@pizza.com')
  const [flour, salt] = [`Order flour ${unique()}`, `Order salt ${unique()}`]
  await page.getByRole('link', { name: 'Reminders' }).click()

  await test.step('what is missing is asked for', async () => {
    await form(page).getByRole('button', { name: 'Set the reminder' }).click()
    await expect(page.getByText('Say what it is about.')).toBeVisible()
    await expect(form(page).getByRole('textbox', { name: 'Of what?' })).toBeFocused()
    await expect(form(page).getByRole('combobox', { name: 'Who is reminded?' })).toHaveCount(0)
  })

  await test.step('the later one is set first, and stands below', async () => {
    await set(page, salt, /^Tomorrow, /)
    await set(page, flour, /^In an hour/)
    const tomorrow = page.getByRole('region', { name: 'Tomorrow' })
    await expect(tomorrow.getByRole('article', { name: salt })).toContainText('09:00')
    const shown = await page.getByRole('article').allTextContents()
    const place = (text: string) => shown.findIndex((one) => one.includes(text))
    expect(place(flour)).toBeLessThan(place(salt))
  })

  await test.step('it is kept, then cancelled', async () => {
    await page.getByRole('button', { name: `Cancel “${flour}”` }).click()
    await page.getByRole('button', { name: 'Keep it' }).click()
    await expect(page.getByRole('button', { name: `Cancel “${flour}”` })).toBeFocused()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect(row(page, flour)).toBeHidden()
    await expect(page.getByRole('status').filter({ hasText: `Cancelled: ${flour}` })).toBeFocused()
  })

  await test.step('and stays among those, at an address of their own', async () => {
    await page.getByRole('radiogroup', { name: 'Which reminders' }).getByText('Cancelled').click()
    await expect(page).toHaveURL(/status=cancelled/)
    await page.reload()
    await expect(row(page, flour)).toBeVisible()
    await expect(row(page, salt)).toHaveCount(0)
  })

  await page.goto('/reminders')
  await page.getByRole('button', { name: `Cancel “${salt}”` }).click()
  await page.getByRole('button', { name: 'Cancel it' }).click()
  await expect(row(page, salt)).toBeHidden()
})

test('who runs the business has somebody reminded, who sees it at once', async ({ signIn }) => {
  const [mario, peach] = [await signIn('mario@pizza.com'), await signIn('peach@pizza.com')]
  const text = `Open at nine ${unique()}`
  for (const { page } of [mario, peach]) await page.goto('/reminders')
  await form(mario.page).getByRole('combobox', { name: 'Who is reminded?' }).click()
  await mario.page.getByRole('option', { name: 'Peach' }).click()
  await set(mario.page, text, /^Tomorrow, /)
  await expect(row(mario.page, text)).toContainText('For Peach')
  await expect(row(peach.page, text)).toContainText('From Mario')
  await peach.page.getByRole('button', { name: `Cancel “${text}”` }).click()
  await peach.page.getByRole('button', { name: 'Cancel it' }).click()
  await expect(row(mario.page, text)).toBeHidden()
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no violations among reminders in ${colorScheme}`, async ({ signIn }) => {
    const { page } = await signIn('mario@pizza.com', { colorScheme, reducedMotion: 'reduce' })
    const text = `Look ${colorScheme} ${unique()}`
    await page.goto('/reminders')
    await form(page).getByRole('button', { name: 'Set the reminder' }).click()
    await audit(page, 'what is missing')
    await set(page, text, /^Tomorrow, /)
    await audit(page, 'reminders')
    await page.setViewportSize({ width: 360, height: 780 })
    await page.getByRole('button', { name: `Cancel “${text}”` }).click()
    await audit(page, 'asked whether to cancel, on a phone')
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
    await committed(page, /\/cancel$/, () => page.getByRole('button', { name: 'Cancel it' }).click())
    await page.goto('/reminders?status=fired')
    await expect(page.getByRole('radiogroup', { name: 'Which reminders' })).toBeVisible()
    await audit(page, 'those that were given')
  })
}
