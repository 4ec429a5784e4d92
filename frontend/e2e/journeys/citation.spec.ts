import { expect, test } from '../app.ts'
import { picture } from '../picture.ts'
import { ways } from './hands.ts'
import { Walker } from './walker.ts'

// Many steps, one after the other.
test.setTimeout(120_000)

for (const way of ways) {
  test(`an answer comes from a document, with the passage it rests on (${way.name})`, async ({ signIn }) => {
    const john = await Walker.signIn(signIn, way, 'john@oakst.com')
    const { hands, page } = john
    const reply = await john.ask('When is the next cleaning scheduled?')
    await expect(reply).toContainText(/(Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday),? \d{1,2} \w+ \d{4}/)

    await test.step('the chip opens the source with the passage marked', async () => {
      const source = page.getByRole('dialog')
      const passage = source.locator('mark')
      const chip = reply.getByRole('link', { name: /^Source 1:/ })
      await hands.press(chip)
      await expect(passage).toBeInViewport()
      await expect(passage).toContainText(/clean/i)
      await picture(page, 'source')
      await expect(page).toHaveURL(/source=/)
      await hands.leave(source)
      if (hands.kind === 'keyboard') await expect(chip).toBeFocused()
      await hands.press(chip)
      await page.reload()
      await expect(passage).toBeInViewport()
      await hands.leave(source)
    })

    await test.step('the explanation names the passages and the model', async () => {
      const opener = reply.getByRole('link', { name: 'Why this answer?' })
      await hands.press(opener)
      const why = page.getByRole('dialog', { name: 'Why this answer?' })
      await expect(why).toContainText(/The steward read/)
      await expect(why.getByRole('heading', { name: 'Passages' })).toBeVisible()
      await expect(why).toContainText('cited')
      await picture(page, 'why')
      await hands.leave(why)
      if (hands.kind === 'keyboard') await expect(opener).toBeFocused()
    })
  })
}
