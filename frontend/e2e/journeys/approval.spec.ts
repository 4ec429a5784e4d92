import { bearer, expect, test, url } from '../app.ts'
import { picture } from '../picture.ts'
import { ways } from './hands.ts'
import { Walker } from './walker.ts'

/** What the steward may do by itself, decided by the owner. */
async function policy(request: import('@playwright/test').APIRequestContext, decision: 'allow' | 'ask') {
  const headers = await bearer(request, 'mario@pizza.com')
  const set = await request.put(`${url()}/api/v1/tenant/policies`, {
    headers,
    data: { policies: { notify_user: decision } },
  })
  expect(set.ok()).toBe(true)
}

// Many steps, one after the other.
test.setTimeout(120_000)

for (const way of ways) {
  test.describe(way.name, () => {
    test.beforeEach(({ request }) => policy(request, 'ask'))
    test.afterEach(({ request }) => policy(request, 'allow'))

    test(`what needs approval is shown, edited, approved and taken back (${way.name})`, async ({ signIn }) => {
      const words = `The delivery comes by the back door (${Date.now() % 1000}).`
      const luigi = await Walker.signIn(signIn, way, 'luigi@pizza.com')
      const { hands } = luigi
      const peach = await signIn('peach@pizza.com')
      const before = await peach.unread()
      const reply = await luigi.ask("There's a delivery arriving tomorrow at 10am, but I'm off work")
      const card = reply.getByRole('region', { name: 'Receipt' })
      const notice = peach.panel.getByRole('article', { name: 'From Luigi' }).filter({ hasText: words })

      await test.step('the card shows the exact effect, and nothing was sent', async () => {
        await expect(card).toContainText('Waiting for approval')
        await expect(card.getByRole('list', { name: 'To' })).toContainText(/Peach.*shift/s)
        expect(await peach.unread()).toBe(before)
      })

      await test.step('edited words are previewed first', async () => {
        await hands.press(card.getByRole('button', { name: 'Edit' }))
        await hands.write(card.getByRole('textbox', { name: 'Text' }), words)
        await hands.press(card.getByRole('button', { name: 'Show what it will do' }))
        await expect(card.getByRole('blockquote')).toHaveText(words)
        await picture(luigi.page, 'approval')
        expect(await peach.unread()).toBe(before)
      })

      await test.step('approved, Peach reads just that', async () => {
        await hands.press(card.getByRole('button', { name: 'Approve' }))
        await expect(card).toContainText(/Notified Peach/)
        await peach.bell.click()
        await expect(notice).toHaveCount(1)
      })

      await test.step('taken back, the notice says so', async () => {
        await hands.press(card.getByRole('button', { name: 'Undo' }))
        await expect(card).toContainText(/Took back the notice to Peach/)
        await picture(luigi.page, 'undone')
        await expect(notice).toContainText('Withdrawn by Luigi')
      })
    })
  })
}
