import { expect, test } from './app.ts'

test('a colleague who is on shift is told, live; nobody else is', async ({ signIn }) => {
  const peach = await signIn('peach@pizza.com')
  const mario = await signIn('mario@pizza.com')
  const john = await signIn('john@oakst.com')
  const luigi = await signIn('luigi@pizza.com')
  const others = [mario, john, luigi]
  const before = await Promise.all([peach, ...others].map((one) => one.unread()))

  const reply = await luigi.ask("There's a delivery arriving tomorrow at 10am, but I'm off work")

  await test.step('the receipt names Peach, says why, and quotes what she was told', async () => {
    const receipt = reply.getByRole('region', { name: 'Receipt' })
    await expect(receipt).toContainText(/Notified Peach/)
    await expect(receipt).toContainText('Done')
    await expect(receipt.getByRole('list', { name: 'To' })).toContainText(/Peach.*shift/s)
    await expect(receipt).toContainText(/delivery/i)
  })

  await test.step('Peach sees a toast, the count at the bell and in the title, and the notice', async () => {
    const toast = peach.page.getByRole('alert').filter({ hasText: 'From Luigi' })
    await expect(toast).toContainText(/delivery/i)
    await expect(toast).toContainText(/shift/i)
    await expect(peach.bell).toHaveAccessibleName(`Notices, ${(before[0] ?? 0) + 1} unread`)
    await expect(peach.page).toHaveTitle(new RegExp(`^\\(${(before[0] ?? 0) + 1}\\) `))
    await toast.getByRole('button', { name: 'Open' }).click()
    const notice = peach.panel.getByRole('article', { name: 'From Luigi' }).first()
    await expect(notice).toContainText(/delivery/i)
    await expect(notice).toContainText(/Why you:.*shift/s)
    await notice.getByRole('button', { name: 'Acknowledge' }).click()
    await expect(peach.panel.getByRole('article').filter({ hasText: 'Acknowledged' }).first()).toBeVisible()
    await expect(peach.page).not.toHaveTitle(new RegExp(`^\\(${(before[0] ?? 0) + 1}\\) `))
  })

  await test.step('nobody else has a notice', async () => {
    for (const [index, one] of others.entries()) expect(await one.unread()).toBe(before[index + 1])
  })
})

test('an answer comes from a document, with the passage it rests on', async ({ signIn }) => {
  const john = await signIn('john@oakst.com')
  const reply = await john.ask('When is the next cleaning scheduled?')
  await expect(reply).toContainText(/(Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday),? \d{1,2} \w+ \d{4}/)

  await test.step('the chip opens the source with the passage marked', async () => {
    await reply.getByRole('link', { name: /^Source 1:/ }).click()
    const source = john.page.getByRole('dialog')
    const passage = source.locator('mark')
    await expect(passage).toBeVisible()
    await expect(passage).toBeInViewport()
    await expect(passage).toContainText(/clean/i)
    await expect(john.page).toHaveURL(/source=/)
    await john.page.reload()
    await expect(john.page.getByRole('dialog').locator('mark')).toBeInViewport()
    await john.page.keyboard.press('Escape')
    await expect(source).toBeHidden()
  })

  await test.step('the explanation names the passages and the model', async () => {
    await john.replies.first().getByRole('link', { name: 'Why this answer?' }).click()
    const why = john.page.getByRole('dialog', { name: 'Why this answer?' })
    await expect(why).toContainText(/The steward read/)
    await expect(why.getByRole('heading', { name: 'Passages' })).toBeVisible()
    await expect(why).toContainText('cited')
    await john.page.keyboard.press('Escape')
  })

  await test.step('nothing of another business is on any page', async () => {
    for (const path of ['/', '/documents', '/team']) {
      await john.page.goto(path)
      await expect(john.page.getByRole('navigation', { name: 'Conversations' })).toBeVisible()
      await expect(john.page.getByRole('status', { name: 'Loading' })).toHaveCount(0)
      await expect(john.page.locator('body')).not.toContainText(/Pizza|Luigi|Peach|Mario/)
    }
  })
})

test("another business's conversation is not there", async ({ signIn }) => {
  const luigi = await signIn('luigi@pizza.com')
  await luigi.ask('Who is on shift tomorrow at 10am?')
  const path = new URL(luigi.page.url()).pathname
  const john = await signIn('john@oakst.com')
  await john.page.goto(path)
  await expect(john.page.getByText('This conversation does not exist, or is not yours.')).toBeVisible()
})
