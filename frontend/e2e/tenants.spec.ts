import { expect, test } from './app.ts'

test('nothing of another business is on any page', async ({ signIn }) => {
  const john = await signIn('john@oakst.com')
  for (const path of ['/', '/documents', '/team']) {
    await john.page.goto(path)
    await expect(john.page.getByRole('navigation', { name: 'Conversations' })).toBeVisible()
    await expect(john.page.getByRole('status', { name: 'Loading' })).toHaveCount(0)
    await expect(john.page.locator('body')).not.toContainText(/Pizza|Luigi|Peach|Mario/)
  }
})

test("another business's conversation is not there", async ({ signIn }) => {
  const luigi = await signIn('luigi@pizza.com')
  await luigi.ask('Who is on shift tomorrow at 10am?')
  const path = new URL(luigi.page.url()).pathname
  const john = await signIn('john@oakst.com')
  await john.page.goto(path)
  await expect(john.page.getByText('This conversation does not exist, or is not yours.')).toBeVisible()
})
