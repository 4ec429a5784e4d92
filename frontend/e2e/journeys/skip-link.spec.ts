import { expect, test } from '../app.ts'
import { reach } from './reach.ts'

test('the first step of the keyboard leads past the navigation, and the last one out of the page', async ({ signIn }) => {
  const { page } = await signIn('john@oakst.com')
  await page.goto('/documents')
  const row = page.getByRole('list', { name: 'Documents' }).getByRole('link').first()
  await expect(row).toBeVisible()
  await page.keyboard.press('Tab')
  const skip = page.getByRole('link', { name: 'Skip to content' })
  await expect(skip).toBeFocused()
  await expect(skip).toBeInViewport({ ratio: 1 })
  await page.keyboard.press('Enter')
  await expect(page.getByRole('main')).toBeFocused()
  await reach(page, page.getByRole('button', { name: /^Notices/ }))
  await reach(page, row)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('main')).toBeFocused()
  await page.goBack()
  await expect(row).toBeVisible()
  await reach(page, page.getByRole('list', { name: 'Documents' }).getByRole('link').last())
})
