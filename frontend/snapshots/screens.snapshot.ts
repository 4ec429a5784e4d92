import { delivery } from './fixtures/chat.ts'
import { expect, open, settled, test } from './stage.ts'

test.describe('signed out', () => {
  test.use({ signedIn: false })

  test('sign-in', async ({ page }) => {
    await open(page, '/sign-in', 'Sign in')
    await expect(page.getByText('Luigi')).toBeVisible()
    await expect(page).toHaveScreenshot('sign-in.png')
  })
})

test('new conversation', async ({ page }) => {
  await open(page, '/', 'Good to see you, Mario.')
  await expect(page).toHaveScreenshot('new-conversation.png')
})

test('a conversation with a receipt and an answer that cites', async ({ page }) => {
  await open(page, `/c/${delivery}`, 'Delivery tomorrow at ten')
  await expect(page.getByRole('region', { name: 'Receipt' })).toBeVisible()
  await expect(page.getByText('Measure the temperature')).toBeVisible()
  await expect(page).toHaveScreenshot('chat.png')
})

test('the notices', async ({ page }) => {
  await open(page, '/', 'Good to see you, Mario.')
  await page.getByRole('button', { name: /^Notices/ }).click()
  await expect(page.getByRole('dialog', { name: 'Notices' }).getByText('The oven is out of order.')).toBeVisible()
  await settled(page)
  await expect(page).toHaveScreenshot('notices.png')
})

for (const [name, path, heading, shown] of [
  ['tasks', '/tasks', 'Tasks', 'Order forty kilos of flour'],
  ['board', '/tasks?view=board', 'Tasks', 'Order forty kilos of flour'],
  ['roster', '/roster', 'Roster', 'front of house'],
  ['documents', '/documents', 'Documents', 'Kitchen safety'],
  ['settings', '/settings/steward', 'Settings', 'Guests\' names'],
] as const) {
  test(name, async ({ page }) => {
    await open(page, path, heading)
    await expect(page.getByText(shown).first()).toBeVisible()
    await settled(page)
    await expect(page).toHaveScreenshot(`${name}.png`)
  })
}
