import { expect, test } from './app.ts'
import { audit } from './audit.ts'

test('an owner goes back to before a task, and sees what came since, by keyboard', async ({ signIn }) => {
  const { page } = await signIn('mario@pizza.com', { colorScheme: 'dark', reducedMotion: 'reduce' })
  const title = `Count the flour ${Date.now()}`
  await page.goto('/tasks')
  await page.getByRole('textbox', { name: 'What is to be done?' }).fill(title)
  await page.getByRole('button', { name: 'Add task' }).click()
  await expect(page.getByText(title)).toBeVisible()

  await page.goto('/log/history?of=tasks')
  await expect(page.getByRole('heading', { name: title })).toBeVisible()
  await audit(page, 'as it is')

  const slider = page.getByRole('slider', { name: 'The moment' })
  await slider.focus()
  await page.keyboard.press('ArrowLeft')
  await expect(page).toHaveURL(/at=\d+/)
  await expect(page.getByRole('heading', { name: title })).toHaveCount(0)

  // The address of what came since can be passed on.
  await page.getByText('Compare two').click()
  await expect(page).toHaveURL(/from=\d+/)
  const at = /to=(\d+)/.exec(page.url())?.[1] ?? ''
  await page.goto(`/log/history?of=tasks&from=${at}`)
  await expect(page.getByRole('region', { name: /^Came/ }).getByRole('heading', { name: title })).toBeVisible()
  await audit(page, 'two moments')
})
