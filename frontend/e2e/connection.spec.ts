import { expect, test } from './app.ts'
import { picture } from './picture.ts'

test('what is sent offline goes out once when the connection is back', async ({ signIn }) => {
  const luigi = await signIn('luigi@pizza.com')
  await luigi.ask('Who is on shift tomorrow at 10am?')
  const { page } = luigi

  await page.context().setOffline(true)
  await expect(page.getByText('You are offline.')).toBeVisible()
  await picture(page, 'offline')
  await expect(page.getByText(/continue where they stopped/)).toBeVisible()
  await luigi.say('And who is on shift now?')
  await expect(luigi.history.getByText(/goes out by itself/)).toBeVisible()

  await page.context().setOffline(false)
  await expect(page.getByText('Back online. Everything is up to date.')).toBeVisible()
  await expect(luigi.replies).toHaveCount(2)
  await expect(luigi.history.getByText('And who is on shift now?', { exact: true })).toHaveCount(1)
  await page.reload()
  await expect(luigi.history.getByText('And who is on shift now?', { exact: true })).toHaveCount(1)
  await expect(luigi.replies).toHaveCount(2)
})

test('what happened while away arrives on return, without a reload', async ({ signIn }) => {
  const peach = await signIn('peach@pizza.com')
  const luigi = await signIn('luigi@pizza.com')
  const before = await peach.unread()
  await peach.page.context().setOffline(true)
  await expect(peach.page.getByText('You are offline.')).toBeVisible()
  const reply = await luigi.ask("There's a second delivery arriving tomorrow at 10am, but I'm off work")
  await expect(reply.getByRole('region', { name: 'Receipt' })).toContainText('Notified Peach')
  expect(await peach.unread()).toBe(before)
  await peach.page.context().setOffline(false)
  await expect(peach.bell).toHaveAccessibleName(`Notices, ${before + 1} unread`)
  await expect(peach.page.getByRole('alert').filter({ hasText: 'From Luigi' })).toBeVisible()
})

test('a draft stays with its conversation', async ({ signIn }) => {
  const luigi = await signIn('luigi@pizza.com')
  await luigi.ask('Who is on shift tomorrow at 10am?')
  await luigi.composer.fill('half a thought')
  await luigi.page.getByRole('link', { name: 'Documents' }).click()
  await expect(luigi.page.getByRole('heading', { name: 'Documents' })).toBeVisible()
  await luigi.page.goBack()
  await expect(luigi.composer).toHaveValue('half a thought')
  await luigi.page.getByRole('link', { name: 'New conversation' }).click()
  await expect(luigi.composer).toHaveValue('')
})
