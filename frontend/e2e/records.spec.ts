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
