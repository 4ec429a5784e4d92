import type { Page } from '@playwright/test'
import { expect, test } from './app.ts'
import { audit } from './audit.ts'

// Answers first, then what they used.
test.setTimeout(180_000)

const quota = (page: Page) => page.getByRole('form', { name: 'Quota of a month' })

test('an answer is found again in the figures: by day, by member, and down to why it came', async ({ signIn }) => {
  const mario = await signIn('mario@pizza.com')
  const { page } = mario
  await mario.ask('When do we open on Sundays?')
  await page.getByRole('button', { name: /^Account of/ }).click()
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('link', { name: 'Usage and cost' }).click()
  await expect(page.getByRole('region', { name: 'Totals' })).toContainText(/Turns\d+/)

  await test.step('the bars show turns, and so says the address', async () => {
    const shown = page.getByRole('radiogroup', { name: 'What the bars show' })
    await shown.getByText('Tokens').click()
    await expect(page).toHaveURL(/by=tokens/)
    await shown.getByText('Turns').click()
    await expect(page).toHaveURL(/by=turns/)
    await expect(page.getByRole('img', { name: /^Turns by day, from .*The most is on/ })).toBeVisible()
    await page.getByRole('radiogroup', { name: 'Period' }).getByText('7 days').click()
    await expect(page).toHaveURL(/days=7/)
    await page.reload()
    await expect(page.getByRole('img', { name: /^Turns by day/ })).toBeVisible()
  })

  await test.step('the table has the same, and leads on by keyboard', async () => {
    await page.getByText('As a table').press('Enter')
    const days = page.getByRole('table', { name: 'By day' })
    await days.getByRole('link').first().press('Enter')
    await expect(page).toHaveURL(/day=\d{4}-\d\d-\d\d.*#turns/)
    await page.getByRole('button', { name: /list the other days too/ }).click()
    await expect(page).not.toHaveURL(/day=/)
  })

  await test.step('whose turns it was', async () => {
    await page.getByRole('table', { name: 'By member' }).getByRole('link', { name: 'Turns: Mario' }).click()
    await expect(page).toHaveURL(/member=/)
    const turns = page.getByRole('list', { name: 'Turns' }).getByRole('article')
    await expect(turns.first()).toContainText('Mario')
    for (const turn of await turns.all()) await expect(turn).toContainText('Mario')
    await turns.first().getByRole('link', { name: /^Why\?/ }).click()
    await expect(page).toHaveURL(/\/log\/explain\//)
    await expect(page.getByRole('heading', { name: 'In plain words' })).toBeVisible()
    await page.goBack()
    await expect(page).toHaveURL(/member=/)
  })
})

test('a limit is set, seen beside what is used of it, and taken away again', async ({ signIn }) => {
  const { page } = await signIn('mario@pizza.com')
  await page.goto('/settings/usage')
  const tokens = quota(page).getByRole('textbox', { name: 'Most tokens' })
  const save = async () => {
    await quota(page).getByRole('button', { name: 'Save' }).click()
    await expect(page.getByText('Saved. It holds from now on.')).toBeVisible()
  }
  await tokens.fill('many')
  await quota(page).getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Enter a whole number such as 2000000, or nothing.')).toBeVisible()
  await expect(tokens).toBeFocused()
  await tokens.fill('900000000')
  await save()
  await expect(page.getByRole('region', { name: 'Quota of a month' })).toContainText(/of 900,000,000 \(\d+%\)/)
  await page.reload()
  await expect(tokens).toHaveValue('900000000')
  await tokens.fill('')
  await save()
  await expect(page.getByRole('region', { name: 'Quota of a month' })).toContainText('no limit')
})

test('what it costs is not for everybody, and they are told so', async ({ signIn }) => {
  const { page } = await signIn('luigi@pizza.com')
  await page.goto('/settings')
  await expect(page.getByRole('link', { name: 'What it may do' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Usage and cost' })).toHaveCount(0)
  await page.goto('/settings/usage')
  await expect(page.getByRole('heading', { name: 'Only owners and managers see this' })).toBeVisible()
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no violations in usage and cost in ${colorScheme}`, async ({ signIn }) => {
    const mario = await signIn('mario@pizza.com', { colorScheme, reducedMotion: 'reduce' })
    const { page } = mario
    await mario.ask('When do we open on Sundays?')
    await page.goto('/settings/usage?by=turns')
    await page.getByText('As a table').click()
    await expect(page.getByRole('list', { name: 'Turns' }).getByRole('article').first()).toBeVisible()
    await audit(page, 'usage')
    await quota(page).getByRole('textbox', { name: 'Warn from, in per cent' }).fill('0')
    await quota(page).getByRole('button', { name: 'Save' }).click()
    await audit(page, 'a quota that is none')
    await quota(page).getByRole('button', { name: 'Discard my changes' }).click()
    await page.setViewportSize({ width: 360, height: 780 })
    await audit(page, 'usage on a phone')
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  })
}
