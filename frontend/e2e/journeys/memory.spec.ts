import { expect, test } from '../app.ts'
import { picture } from '../picture.ts'
import { ways } from './hands.ts'
import { Walker } from './walker.ts'

/** What each way tells of itself, so that one that failed is not in the way of the next. */
const FACTS = { mouse: 'peanuts', keyboard: 'strawberries', touch: 'shellfish' }

// Many steps, one after the other.
test.setTimeout(120_000)

for (const way of ways) {
  test(`what a member says of themselves is remembered, shown, and forgotten (${way.name})`, async ({ signIn }) => {
    const luigi = await Walker.signIn(signIn, way, 'luigi@pizza.com')
    const { hands, page } = luigi
    const words = `I'm allergic to ${FACTS[hands.kind]}`
    const reply = await luigi.ask(`By the way, ${words}`)
    await expect(reply.getByRole('region', { name: 'Receipt' })).toContainText(`Remembered “${words}”`)

    await luigi.go('What I remember')
    const fact = page.getByRole('article', { name: words })
    await expect(fact).toContainText(`You said: “By the way, ${words}”`)
    await picture(page, 'memory')

    if (hands.kind === 'mouse') {
      await test.step('another member does not see it', async () => {
        const peach = await signIn('peach@pizza.com')
        await peach.page.getByRole('link', { name: 'What I remember' }).click()
        await expect(peach.page.getByRole('heading', { name: 'Nothing is remembered yet' })).toBeVisible()
      })
    }

    await test.step('the steward lists it when asked', async () => {
      const known = await luigi.ask('What do you know about me?')
      await expect(known).toContainText(words)
      await hands.press(known.getByRole('link', { name: 'Why this answer?' }))
      const why = page.getByRole('dialog', { name: 'Why this answer?' })
      await expect(why.getByRole('region', { name: 'Remembered about you' })).toContainText(
        `${words}.You said: “By the way, ${words}”`,
      )
      await hands.leave(why)
    })

    await test.step('forgotten, it is nowhere, and in no answer any more', async () => {
      await luigi.go('What I remember')
      await hands.press(fact.getByRole('button', { name: /Forget/ }))
      await expect(fact).toBeHidden()
      const known = await luigi.ask('What do you know about me?')
      await expect(known).not.toContainText(FACTS[hands.kind])
      await hands.press(known.getByRole('link', { name: 'Why this answer?' }))
      const why = page.getByRole('dialog', { name: 'Why this answer?' })
      await expect(why.getByRole('heading', { name: 'Passages' })).toBeVisible()
      await expect(why).not.toContainText(FACTS[hands.kind])
    })
  })
}
