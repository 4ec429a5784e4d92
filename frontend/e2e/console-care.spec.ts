import { close, committed, expect, test, url, watch } from './app.ts'
import { audit } from './audit.ts'
import { deployment, joinAsOperator, sql } from './deployment.ts'

test.skip(deployment() === undefined && process.env.STEWARD_URL !== undefined, 'needs a server of its own')

test('an operator stops a projection, rebuilds it, and finds that it is what the log says', async ({ browser }) => {
  const context = await browser.newContext({ baseURL: url(), reducedMotion: 'reduce' })
  const page = await context.newPage()
  const faults: string[] = []
  watch(page, faults)
  await joinAsOperator(page, 'Daisy')
  await page.getByRole('link', { name: 'The log' }).click()
  await expect(page).toHaveURL(/\/log\/projections$/)
  await expect(page.getByRole('list', { name: 'Log: projections' }).getByRole('link', { name: /^roster/ })).toBeVisible()
  await audit(page, 'projections')

  await page.getByRole('link', { name: /^tasks/ }).click()
  await page.getByRole('button', { name: 'Pause' }).click()
  await expect(page.getByRole('heading', { name: /^It was paused/ })).toBeVisible()
  await page.getByRole('button', { name: 'Go on' }).click()
  await expect(page.getByRole('heading', { name: 'It follows the log.' })).toBeVisible()

  await page.getByRole('button', { name: 'Rebuild' }).click()
  await page.getByRole('button', { name: 'Rebuild now' }).click()
  await expect(page.getByText(/^Generation \d+ serves now/)).toBeVisible()
  await page.getByRole('button', { name: 'Compare with the log' }).click()
  await expect(page.getByText(/rows are what the log says/)).toBeVisible()
  await audit(page, 'a projection')
  await close(context)
  expect(faults).toEqual([])
})

test('an owner finds an event that was set aside, understands why, and has it taken after all', async ({ signIn }) => {
  const { page } = await signIn('mario@pizza.com')
  const title = `Weigh the cheese ${Date.now()}`
  await sql(`ALTER TABLE tasks ADD CONSTRAINT no_cheese CHECK (title <> '${title}')`)
  try {
    await page.goto('/tasks')
    await page.getByRole('textbox', { name: 'What is to be done?' }).fill(title)
    await committed(page, /\/tasks$/, () => page.getByRole('button', { name: 'Add task' }).click())
    await page.goto('/log/dead-letters?projection=tasks')
    await page.getByRole('list', { name: 'Log: dead letters' }).getByRole('link', { name: /^TaskCreated/ }).last().click()
    await expect(page.getByText(/no_cheese/)).toBeVisible()
    await expect(page.getByRole('link', { name: 'Open the event' })).toBeVisible()
    await audit(page, 'a dead letter')
  } finally {
    await sql('ALTER TABLE tasks DROP CONSTRAINT no_cheese')
  }
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('heading', { name: 'It is not set aside any more' })).toBeVisible()
  await page.goto('/tasks')
  await expect(page.getByText(title)).toBeVisible()
})

test('an operator leaves an event out for good, and it is missing in that read model alone', async ({ browser, signIn }) => {
  const { page: mario } = await signIn('mario@pizza.com')
  const title = `Count the olives ${Date.now()}`
  await mario.goto('/tasks')
  await mario.getByRole('textbox', { name: 'What is to be done?' }).fill(title)
  await mario.getByRole('button', { name: 'Add task' }).click()
  await expect(mario.getByText(title)).toBeVisible()
  await sql(`ALTER TABLE tasks ADD CONSTRAINT no_olives CHECK (title <> '${title}' OR status = 'open')`)
  const context = await browser.newContext({ baseURL: url(), reducedMotion: 'reduce' })
  const page = await context.newPage()
  const faults: string[] = []
  watch(page, faults)
  try {
    await mario.getByRole('checkbox', { name: `Mark “${title}” as done` }).click()
    await joinAsOperator(page, 'Rosalina')
    await page.goto('/log/dead-letters?projection=tasks')
    await page.getByRole('list', { name: 'Log: dead letters' }).getByRole('link', { name: /^TaskCompleted/ }).last().click()
    await expect(page.getByText(/no_olives/)).toBeVisible()
    await page.getByRole('button', { name: 'Leave it out', exact: true }).click()
    await page.getByRole('button', { name: 'Leave it out for good' }).click()
    await expect(page.getByText('Say why: it is recorded.')).toBeVisible()
    await page.getByRole('textbox', { name: 'Why' }).fill('a trial of what cannot be applied')
    await audit(page, 'leaving a dead letter out')
    await page.getByRole('button', { name: 'Leave it out for good' }).click()
    await expect(page.getByRole('heading', { name: 'It is not set aside any more' })).toBeVisible()
  } finally {
    await sql('ALTER TABLE tasks DROP CONSTRAINT no_olives')
  }
  await close(context)
  await mario.goto('/tasks')
  await expect(mario.getByRole('checkbox', { name: `Mark “${title}” as done` })).not.toBeChecked()
  expect(faults).toEqual([])
})
