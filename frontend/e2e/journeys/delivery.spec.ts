import { expect, test } from '../app.ts'
import { picture } from '../picture.ts'
import { ways } from './hands.ts'
import { Walker } from './walker.ts'

// Many steps, one after the other.
test.setTimeout(120_000)

for (const way of ways) {
  test(`a colleague who is on shift is told, live; nobody else is (${way.name})`, async ({ signIn }) => {
    const peach = await Walker.signIn(signIn, way, 'peach@pizza.com')
    const mario = await signIn('mario@pizza.com')
    const john = await signIn('john@oakst.com')
    const luigi = await Walker.signIn(signIn, way, 'luigi@pizza.com')
    const others = [mario, john, luigi.person]
    const { bell, panel } = peach.person
    const before = await Promise.all([peach.person, ...others].map((one) => one.unread()))
    const more = (before[0] ?? 0) + 1

    const reply = await luigi.ask("There's a delivery arriving tomorrow at 10am, but I'm off work")

    await test.step('the receipt names Peach, says why, and quotes what she was told', async () => {
      const receipt = reply.getByRole('region', { name: 'Receipt' })
      await expect(receipt).toContainText(/Notified Peach/)
      await expect(receipt).toContainText('Done')
      await expect(receipt.getByRole('list', { name: 'To' })).toContainText(/Peach.*shift/s)
      await expect(receipt).toContainText(/delivery/i)
      await picture(luigi.page, 'receipt')
    })

    await test.step('Peach sees a toast, the count at the bell and in the title, and the notice', async () => {
      const toast = peach.page.getByRole('alert').filter({ hasText: 'From Luigi' })
      await expect(toast).toContainText(/delivery/i)
      await expect(toast).toContainText(/shift/i)
      await expect(bell).toHaveAccessibleName(`Notices, ${more} unread`)
      await expect(peach.page).toHaveTitle(new RegExp(`^\\(${more}\\) `))
      await peach.hands.press(toast.getByRole('button', { name: 'Open' }))
      const notice = panel.getByRole('article', { name: 'From Luigi' }).first()
      await expect(notice).toContainText(/delivery/i)
      await expect(notice).toContainText(/Why you:.*shift/s)
      await picture(peach.page, 'notice')
      await peach.hands.press(notice.getByRole('button', { name: 'Acknowledge' }))
      await expect(panel.getByRole('article').filter({ hasText: 'Acknowledged' }).first()).toBeVisible()
      await expect(peach.page).not.toHaveTitle(new RegExp(`^\\(${more}\\) `))
      await peach.hands.leave(panel)
    })

    await test.step('nobody else has a notice', async () => {
      for (const [index, one] of others.entries()) expect(await one.unread()).toBe(before[index + 1])
    })
  })
}
