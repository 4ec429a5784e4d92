import { expect, test } from './app.ts'
import { audit } from './audit.ts'

for (const colorScheme of ['light', 'dark'] as const) {
  test(`an owner follows an event to its story and its state, by keyboard, in ${colorScheme}`, async ({ signIn }) => {
    const { page } = await signIn('mario@pizza.com', { colorScheme, reducedMotion: 'reduce' })
    await page.getByRole('button', { name: /^Account of/ }).click()
    await page.getByRole('link', { name: 'The log' }).click()
    const list = page.getByRole('list', { name: 'Log: events' })
    await expect(list.getByRole('link').first()).toBeVisible()
    await audit(page, 'events')

    // Narrowed, the address says so; a link to it shows the same.
    await page.goto('/log/events?type=ShiftScheduled')
    await expect(list.getByText('ShiftScheduled').first()).toBeVisible()
    await expect(list.getByText('SignedIn', { exact: true })).toHaveCount(0)
    const first = list.getByRole('link').first()
    await first.focus()
    await page.keyboard.press('Enter')
    const drawer = page.getByRole('dialog', { name: /^ShiftScheduled · \d+$/ })
    await expect(drawer.getByRole('group', { name: 'What it says' })).toContainText('member_id')
    await expect(page).toHaveURL(/open=\d+/)
    await audit(page, 'an event')

    await drawer.getByRole('link', { name: 'State then' }).click()
    await expect(page.getByRole('group', { name: /^State after \d+$/ })).toBeVisible()
    await audit(page, 'timeline')

    await page.getByRole('link', { name: 'What led to it, and came of it' }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await page.keyboard.press('Escape')
    const story = page.getByRole('list', { name: 'Step by step' })
    await expect(story.getByRole('link', { name: /a beginning/ }).first()).toBeVisible()
    await audit(page, 'a story')
  })
}

test('what happens appears while one looks on, and only then', async ({ signIn }) => {
  const mario = await signIn('mario@pizza.com')
  const luigi = await signIn('luigi@pizza.com')
  await mario.page.goto('/log/events?type=FactRemembered')
  const live = mario.page.getByRole('switch', { name: 'Live' })
  await live.focus()
  await mario.page.keyboard.press('Space')
  await expect(mario.page).toHaveURL(/live=true/)
  const rows = mario.page.getByRole('list', { name: 'Log: events' }).getByRole('link')
  const before = await rows.count()

  await luigi.page.goto('/memory')
  await luigi.page.getByRole('textbox', { name: 'Something to remember' }).fill(`My locker has the number ${Date.now()}`)
  await luigi.page.getByRole('button', { name: 'Remember', exact: true }).click()
  await expect(rows).toHaveCount(before + 1)
  await expect(rows.first()).toContainText('Luigi')
  await rows.first().click()
  await expect(mario.page.getByText('personal text about Luigi: not shown').first()).toBeVisible()
  await expect(mario.page.getByText('locker')).toHaveCount(0)
})
