import { expect, test, url } from './app.ts'
import { audit } from './audit.ts'

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no violations in ${colorScheme}`, async ({ signIn, browser }) => {
    test.slow()
    const context = await browser.newContext({ baseURL: url(), colorScheme, reducedMotion: 'reduce' })
    const page = await context.newPage()
    await page.goto('/')
    await expect(page.getByRole('button', { name: /^Sign in as John/ })).toBeVisible()
    await audit(page, 'sign-in')
    await context.close()

    const luigi = await signIn('luigi@pizza.com', { colorScheme, reducedMotion: 'reduce' })
    await expect(luigi.page.getByRole('list', { name: 'Suggestions' }).getByRole('button').first()).toBeVisible()
    await audit(luigi.page, 'new conversation')
    await luigi.ask("There's a delivery arriving tomorrow at 10am, but I'm off work")
    await audit(luigi.page, 'chat with a receipt')
    await luigi.page.getByRole('link', { name: 'Why this answer?' }).click()
    await expect(luigi.page.getByText(/The steward (read|found)/)).toBeVisible()
    await audit(luigi.page, 'explanation')
    await luigi.page.keyboard.press('Escape')
    await luigi.page.getByRole('button', { name: /^Account of/ }).click()
    await audit(luigi.page, 'account')

    const peach = await signIn('peach@pizza.com', { colorScheme, reducedMotion: 'reduce' })
    await peach.bell.click()
    await expect(peach.panel.getByRole('article').first()).toBeVisible()
    await audit(peach.page, 'notices')
    await peach.page.keyboard.press('Escape')
    await peach.page.getByRole('link', { name: 'Team and shifts' }).click()
    await expect(peach.page.getByRole('heading', { name: 'Shifts', exact: true })).toBeVisible()
    await audit(peach.page, 'team')
    const form = (name: string) => peach.page.getByRole('form', { name })
    await peach.page.getByRole('link', { name: 'Tasks' }).click()
    await form('New task').getByRole('textbox', { name: 'What is to be done?' }).fill(`Clean the oven (${colorScheme})`)
    await form('New task').getByRole('button', { name: 'Add task' }).click()
    await expect(peach.page.getByRole('article', { name: `Clean the oven (${colorScheme})` })).toBeVisible()
    await audit(peach.page, 'tasks')
    await peach.page.getByRole('link', { name: 'What I remember' }).click()
    await form('Something to remember').getByRole('textbox').fill(`My ${colorScheme} is bright`)
    await form('Something to remember').getByRole('button', { name: 'Remember' }).click()
    const fact = peach.page.getByRole('article', { name: `My ${colorScheme} is bright` })
    await expect(fact).toBeVisible()
    await audit(peach.page, 'memory')
    await fact.getByRole('button', { name: /Forget/ }).click()
    await expect(fact).toBeHidden()

    const john = await signIn('john@oakst.com', { colorScheme, reducedMotion: 'reduce' })
    const reply = await john.ask('When is the next cleaning scheduled?')
    await audit(john.page, 'chat with citations')
    await reply.getByRole('link', { name: /^Source 1:/ }).click()
    await expect(john.page.locator('mark')).toBeVisible()
    await audit(john.page, 'source')
  })

  test(`no violations among uploads in ${colorScheme}`, async ({ signIn }) => {
    const mario = await signIn('mario@pizza.com', { colorScheme, reducedMotion: 'reduce' })
    await mario.page.getByRole('link', { name: 'Documents', exact: true }).click()
    await mario.page.getByLabel('Files to upload').setInputFiles({ name: 'Menu.pdf', mimeType: 'application/pdf', buffer: Buffer.from('<h1>Menu</h1>') })
    await expect(mario.page.getByRole('article', { name: 'Menu.pdf' }).getByRole('alert')).toBeVisible()
    await audit(mario.page, 'documents with a refused file')
    await mario.page.route('**/api/v1/documents?*', async (route) => {
      const response = await route.fetch()
      const body = (await response.json()) as { items: { ingestion: object }[] }
      const states = [
        { state: 'embedding', done: 2, total: 7, error: { kind: 'overloaded', given_up: 0, next_try_at: '2099-01-01T00:00:00Z' } },
        { state: 'failed', done: 5, total: 7, error: { kind: 'invalid-request', given_up: 2, next_try_at: null } },
      ]
      for (const [index, ingestion] of states.entries()) Object.assign(body.items[index] ?? {}, { ingestion })
      await route.fulfill({ response, json: body })
    })
    await mario.page.reload()
    await expect(mario.page.getByText(/found by their words only/)).toBeVisible()
    await audit(mario.page, 'documents on their way')
  })
}

test('the history is a log that is busy while an answer is written, and announces it once', async ({ signIn }) => {
  const john = await signIn('john@oakst.com')
  // It may be busy for less than the time between two looks.
  await john.page.evaluate(() => {
    const look = () => document.querySelector('[role="log"][aria-busy="true"]') && document.body.setAttribute('data-was-busy', '')
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributeFilter: ['aria-busy'] })
  })
  await john.say('When is the next cleaning scheduled?')
  await expect(john.page.locator('body[data-was-busy]')).toBeVisible()
  await expect(john.replies.first()).toBeVisible()
  await expect(john.history).toHaveAttribute('aria-busy', 'false')
  await expect(john.history).toHaveAttribute('aria-live', 'off')
  await expect(john.page.getByRole('status').filter({ hasText: /^Steward answered:/ })).toHaveCount(1)
})
