import { expect, test } from './app.ts'
import { audit } from './audit.ts'

test('who asked follows a reply back to the message, and an owner the notice that came of it', async ({ signIn }) => {
  const luigi = await signIn('luigi@pizza.com')
  const reply = await luigi.ask("There's a delivery arriving tomorrow at 10am, but I'm off work")
  await reply.getByRole('link', { name: 'Why this answer?' }).click()
  await luigi.page.getByRole('link', { name: 'The whole story, step by step' }).click()
  const story = luigi.page.getByRole('list', { name: 'In plain words' })
  await expect(story.getByRole('link').first()).toContainText('Luigi wrote to the steward.')
  await expect(story.getByText('Peach was told, by a notice.')).toBeVisible()
  // The story is theirs; the log is not.
  await expect(luigi.page.getByRole('navigation', { name: 'Views of the log' })).toHaveCount(0)
  await story.getByText('The steward replied.').click()
  const step = luigi.page.getByRole('dialog', { name: /^ReplyGiven/ })
  await expect(step.getByText(/personal text about/).first()).toBeVisible()
  await audit(luigi.page, 'a step')
  const { pathname } = new URL(luigi.page.url())

  const mario = await signIn('mario@pizza.com', { viewport: { width: 390, height: 844 } })
  await mario.page.goto(pathname)
  const steps = mario.page.getByRole('list', { name: 'Step by step' })
  await expect(steps.getByRole('link', { name: /^MessageSent.* a beginning/ })).toBeVisible()
  await audit(mario.page, 'why')
  await steps.getByRole('link', { name: /^NotificationIssued/ }).click()
  await expect(mario.page.getByRole('dialog', { name: /^NotificationIssued/ }).getByRole('link', { name: 'State then' })).toBeVisible()
})
