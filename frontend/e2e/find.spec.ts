import { expect, test } from './app.ts'
import { audit } from './audit.ts'

const QUESTION = 'When is the next cleaning scheduled?'

test('whoever reads documents sees what would be found for a question, and goes to the passage', async ({ signIn }) => {
  const { page } = await signIn('john@oakst.com')
  await page.getByRole('link', { name: 'Documents', exact: true }).click()
  await page.getByRole('link', { name: 'Test the search' }).click()
  await expect(page.getByRole('heading', { name: 'Ask something' })).toBeVisible()
  const question = page.getByRole('textbox', { name: 'Question' })
  await question.fill(QUESTION)
  await question.press('Enter')
  await expect(question).toBeFocused()
  const results = page.getByRole('list', { name: 'Passages that were found' }).getByRole('article')
  await expect(results.first()).toBeVisible()
  await expect(page).toHaveURL(/q=When/)

  await test.step('each has its rank and both scores', async () => {
    for (const name of ['Together', 'Words', 'Meaning']) await expect(results.first()).toContainText(name)
    await expect(results.first()).toContainText(/Together[01]\.\d\d/)
    expect(await results.count()).toBeLessThanOrEqual(6)
    await page.getByRole('combobox', { name: 'Most passages' }).click()
    await page.getByRole('option', { name: '20' }).click()
    await expect(page).toHaveURL(/most=20/)
  })

  await test.step('the same address shows the same', async () => {
    const before = await results.first().textContent()
    await page.reload()
    await expect(question).toHaveValue(QUESTION)
    await expect(results.first()).toHaveText(before ?? '')
  })

  await test.step('its title leads to where it stands', async () => {
    await results.first().getByRole('link').first().click()
    await expect(page).toHaveURL(/chunk=/)
    await expect(page.locator('mark')).toContainText(/clean/i)
    await expect(page.locator('mark')).toBeInViewport()
    await page.goBack()
    await expect(results.first()).toBeVisible()
  })
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no violations in the test of the search in ${colorScheme}`, async ({ signIn }) => {
    const { page } = await signIn('john@oakst.com', { colorScheme, reducedMotion: 'reduce' })
    await page.goto('/documents/search')
    await expect(page.getByRole('heading', { name: 'Ask something' })).toBeVisible()
    await audit(page, 'no question yet')
    await page.goto(`/documents/search?q=${encodeURIComponent(QUESTION)}`)
    const results = page.getByRole('list', { name: 'Passages that were found' }).getByRole('article')
    await expect(results.first()).toBeVisible()
    await audit(page, 'passages')
    await page.setViewportSize({ width: 360, height: 780 })
    await audit(page, 'passages on a phone')
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
    await results.first().getByRole('link').first().click()
    await expect(page.locator('mark')).toBeVisible()
    await audit(page, 'the passage in its document')
  })
}
