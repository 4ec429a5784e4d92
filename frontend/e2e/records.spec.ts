import { expect, test } from './app.ts'

test('a task is given to somebody, who is told, ticks it off, and is seen to have', async ({ signIn }) => {
  const luigi = await signIn('luigi@pizza.com')
  const peach = await signIn('peach@pizza.com')
  const reply = await luigi.ask('Create a task for Peach to order forty kilos of flour by Friday')
  await expect(reply.getByRole('region', { name: 'Receipt' })).toContainText(
    /Created the task “Order forty kilos of flour” for Peach, due/,
  )

  await test.step('the assignee reads of it, live', async () => {
    await peach.bell.click()
    const notice = peach.panel.getByRole('article').filter({ hasText: 'Order forty kilos of flour' })
    await expect(notice).toContainText('A task for you')
    await peach.page.keyboard.press('Escape')
  })

  await test.step('and finds it among their own tasks', async () => {
    await peach.page.getByRole('link', { name: 'Tasks' }).click()
    const mine = peach.page.getByRole('region', { name: 'Mine' })
    await expect(mine.getByRole('article', { name: 'Order forty kilos of flour' })).toBeVisible()
    await mine.getByRole('checkbox', { name: /Mark “Order forty kilos of flour” as done/ }).click()
    await expect(mine).toBeHidden()
  })

  await test.step('whoever wanted it sees that it is done, without a reload', async () => {
    await luigi.page.getByRole('link', { name: 'Tasks' }).click()
    // The receipt that is left says "Done" too.
    await luigi.page.getByRole('radiogroup', { name: 'Which tasks' }).getByText('Done', { exact: true }).click()
    await expect(luigi.page.getByRole('article', { name: 'Order forty kilos of flour' })).toBeVisible()
  })
})

test('what a member says of themselves is remembered, shown, and forgotten', async ({ signIn }) => {
  const luigi = await signIn('luigi@pizza.com')
  const reply = await luigi.ask("By the way, I'm allergic to peanuts")
  await expect(reply.getByRole('region', { name: 'Receipt' })).toContainText('Remembered “I\'m allergic to peanuts”')

  await luigi.page.getByRole('link', { name: 'What I remember' }).click()
  const fact = luigi.page.getByRole('article', { name: /allergic to peanuts/ })
  await expect(fact).toContainText("You said: “By the way, I'm allergic to peanuts”")

  await test.step('another member does not see it', async () => {
    const peach = await signIn('peach@pizza.com')
    await peach.page.getByRole('link', { name: 'What I remember' }).click()
    await expect(peach.page.getByRole('heading', { name: 'Nothing is remembered yet' })).toBeVisible()
  })

  await test.step('the steward lists it when asked', async () => {
    const known = await luigi.ask('What do you know about me?')
    await expect(known).toContainText("I'm allergic to peanuts")
    await known.getByRole('link', { name: 'Why this answer?' }).click()
    const why = luigi.page.getByRole('dialog', { name: 'Why this answer?' })
    await expect(why.getByRole('region', { name: 'Remembered about you' })).toContainText(
      "I'm allergic to peanuts.You said: “By the way, I'm allergic to peanuts”",
    )
    await luigi.page.keyboard.press('Escape')
  })

  await luigi.page.getByRole('link', { name: 'What I remember' }).click()
  await fact.getByRole('button', { name: /Forget/ }).click()
  await expect(fact).toBeHidden()
})
