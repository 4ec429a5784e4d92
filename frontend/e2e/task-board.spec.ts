import type { Locator, Page } from '@playwright/test'
import { bearer, expect, test, unique, url } from './app.ts'
import { audit } from './audit.ts'
import { drag } from './journeys/drag.ts'
import { reach } from './journeys/reach.ts'

const WIDE = { width: 1440, height: 900 }
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }
const HOUR = 3_600_000

const column = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true })
const card = (within: Page | Locator, title: string): Locator => within.getByRole('article', { name: title, exact: true })
/** In the open menu of a card. */
const choice = (page: Page, name: string): Locator => page.getByRole('dialog').getByRole('button', { name, exact: true })

/** Creates a task by API, that nobody else's journey knows; its title. */
async function create(page: Page, what: string, due_at: string | null = null, who?: string): Promise<string> {
  const headers = await bearer(page.request, 'mario@pizza.com')
  const members = (await (await page.request.get(`${url()}/api/v1/members`, { headers })).json()) as { items: { id: string; name: string }[] }
  const assignee_id = members.items.find(({ name }) => name === who)?.id ?? null
  const title = `${what} ${unique()}`
  expect((await page.request.post(`${url()}/api/v1/tasks`, { headers, data: { title, assignee_id, due_at } })).ok()).toBe(true)
  return title
}

const after = (ms: number) => new Date(Date.now() + ms).toISOString()

test('a task is dragged to where it is done, back, and to somebody; others see it live', async ({ signIn }) => {
  const { page } = await signIn('mario@pizza.com', { viewport: WIDE })
  const [late, later] = [await create(page, 'Chase the invoice', after(-HOUR)), await create(page, 'Paint the door', after(72 * HOUR))]
  await page.getByRole('link', { name: 'Tasks' }).click()
  await page.getByRole('radiogroup', { name: 'View' }).getByText('Board').click()
  await expect(page).toHaveURL(/\/tasks\?view=board$/)
  await expect(card(column(page, 'Later or any time'), later)).toBeVisible()

  await test.step('done, and taken back', async () => {
    await card(column(page, 'Overdue'), late).dragTo(column(page, 'Done lately'))
    await expect(page.getByText(`Done: “${late}”.`)).toBeVisible()
    await page.reload()
    await expect(card(column(page, 'Done lately'), late)).toBeVisible()
    await card(column(page, 'Done lately'), late).dragTo(column(page, 'Overdue'))
    await expect(page.getByText(`Open again: “${late}”.`)).toBeVisible()
    await page.getByRole('button', { name: 'Take back' }).click()
    await expect(card(column(page, 'Done lately'), late)).toBeVisible()
  })

  await test.step('a column that its due time decides does not take it, and says why', async () => {
    await card(page, later).dragTo(column(page, 'Today'))
    await expect(page.getByText(`“${later}” stays in “Later or any time”: its time says so. Change the time on its card.`)).toBeVisible()
    await expect(card(column(page, 'Later or any time'), later)).toBeVisible()
  })

  await test.step('to somebody, who has the board open', async () => {
    const peach = await signIn('peach@pizza.com', { viewport: WIDE })
    await peach.page.goto('/tasks?view=board&by=person')
    await expect(card(column(peach.page, 'Nobody in particular'), later)).toBeVisible()
    await page.getByRole('radiogroup', { name: 'Columns' }).getByText('By person').click()
    await expect(page).toHaveURL(/by=person/)
    await card(column(page, 'Nobody in particular'), later).dragTo(column(page, 'Peach'))
    await expect(page.getByText(`“${later}” is for Peach now.`)).toBeVisible()
    await expect(card(column(page, 'Peach'), later)).toBeVisible()
    const hers = card(column(peach.page, 'Mine'), later)
    await expect(hers).toBeVisible()
    // Other journeys find nothing of hers left to do.
    await hers.dragTo(column(peach.page, 'Done lately'))
    await expect(card(column(page, 'Done lately'), later)).toBeVisible()
  })
})

test('a move is shown at once, and undone when the server refuses it', async ({ signIn }) => {
  const { page } = await signIn('mario@pizza.com', { viewport: WIDE })
  const title = await create(page, 'Sweep the yard', after(72 * HOUR))
  await page.goto('/tasks?view=board')
  const [home, done] = [column(page, 'Later or any time'), column(page, 'Done lately')]
  let answer = (): void => undefined
  const waits = new Promise<void>((go) => (answer = go))
  await page.route('**/api/v1/tasks/*/complete', async (route) => {
    await waits
    await route.fulfill({
      status: 409,
      contentType: 'application/problem+json',
      json: { type: '/problems/conflict', title: 'Conflict', status: 409, detail: 'It was changed meanwhile.' },
    })
  })
  await card(home, title).dragTo(done)
  await expect(card(done, title)).toHaveAttribute('aria-busy', 'true')
  await expect(card(home, title)).toHaveCount(0)
  answer()
  await expect(page.getByRole('alert')).toContainText(`“${title}” is back where it was. It was changed meanwhile.`)
  await expect(card(home, title)).toBeVisible()
  await expect(card(done, title)).toHaveCount(0)
})

test('a task is moved by keyboard alone: by its handle, and by its menu', async ({ signIn }) => {
  const { page } = await signIn('mario@pizza.com', { viewport: WIDE })
  const title = await create(page, 'Count the plates', after(-HOUR))
  await page.goto('/tasks?view=board')
  const grip = page.getByRole('button', { name: `Take “${title}” to another column` })
  const menu = page.getByRole('button', { name: `Move “${title}” to …` })

  await test.step('picked up, it can be left where it was', async () => {
    await grip.focus()
    await page.keyboard.press('Space')
    await expect(page.getByText(`Picked up: ${title}, from “Overdue”.`)).toBeAttached()
    await page.keyboard.press('ArrowRight')
    await expect(page.getByText('its time says so', { exact: false }).first()).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page.getByText('It stays as it was.')).toBeAttached()
    await expect(grip).toBeFocused()
  })

  await test.step('taken to the last column; the focus goes along', async () => {
    await page.keyboard.press('Space')
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Space')
    await expect(card(column(page, 'Done lately'), title)).toBeVisible()
    await expect(page.getByText(`Done: “${title}”.`)).toBeVisible()
    await expect(grip).toBeFocused()
  })

  await test.step('and by its menu back, and to somebody', async () => {
    await reach(page, menu)
    await page.keyboard.press('Enter')
    await expect(choice(page, 'Open again')).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(card(column(page, 'Overdue'), title)).toBeVisible()
    await expect(menu).toBeFocused()
    await expect(card(page, title)).not.toHaveAttribute('aria-busy')
    await page.keyboard.press('Enter')
    await expect(choice(page, 'Done')).toBeFocused()
    await reach(page, choice(page, 'Luigi'))
    await page.keyboard.press('Enter')
    await expect(card(column(page, 'Overdue'), title)).toContainText('Luigi')
    await expect(menu).toBeFocused()
  })
})

test('a task is given more time, and none: on its card, and by keyboard in the list', async ({ signIn }) => {
  const { page } = await signIn('mario@pizza.com', { viewport: WIDE, timezoneId: 'Europe/Rome' })
  const title = await create(page, 'Renew the licence', after(-HOUR))
  await page.goto('/tasks?view=board')
  const due = (within: Page | Locator) => card(within, title).getByRole('button', { expanded: false, description: `When “${title}” is due` })
  const form = page.getByRole('dialog')

  await due(column(page, 'Overdue')).click()
  await form.getByLabel('Due').fill(`${new Date().getFullYear() + 1}-05-04T17:30`)
  await audit(page, 'when it is due')
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(due(column(page, 'Later or any time'))).toContainText('7:30')

  await page.goto('/tasks')
  await expect(due(page)).toContainText('7:30')
  await reach(page, due(page))
  await page.keyboard.press('Enter')
  await expect(form.getByLabel('Due')).toBeFocused()
  await reach(page, form.getByRole('button', { name: 'Any time' }))
  await page.keyboard.press('Enter')
  await expect(due(page)).toHaveText('Any time')
  await expect(due(page)).toBeFocused()
})

test('on a phone columns lie below each other, and a finger takes a task by its handle', async ({ signIn }) => {
  const { page } = await signIn('mario@pizza.com', PHONE)
  const title = await create(page, 'Water the basil', after(72 * HOUR), 'Mario')
  await page.goto('/tasks?view=board&by=person')
  const mine = card(column(page, 'Mine'), title)
  await mine.scrollIntoViewIfNeeded()
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  expect(wider, 'nothing is wider than the screen').toBeLessThanOrEqual(0)
  const [above, below] = [await column(page, 'Mine').boundingBox(), await column(page, 'Nobody in particular').boundingBox()]
  expect(below?.y).toBeGreaterThan((above?.y ?? 0) + (above?.height ?? 0) - 1)

  await drag(page, 'finger', mine, page.getByRole('heading', { name: /^Nobody in particular/ }))
  await expect(card(column(page, 'Nobody in particular'), title)).toBeVisible()

  await test.step('and by its menu, to where it is done', async () => {
    await expect(card(page, title)).not.toHaveAttribute('aria-busy')
    await page.getByRole('button', { name: `Move “${title}” to …` }).tap()
    await choice(page, 'Done').tap()
    await expect(card(column(page, 'Done lately'), title)).toBeVisible()
  })
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on the board while a task is moved, in ${colorScheme}`, async ({ signIn }) => {
    const { page } = await signIn('mario@pizza.com', { colorScheme, reducedMotion: 'reduce', viewport: WIDE })
    const title = await create(page, 'Oil the hinges', after(-HOUR), 'Luigi')
    await page.goto('/tasks?view=board&by=person')
    await expect(card(column(page, 'Luigi'), title)).toBeVisible()
    await audit(page, 'by person')
    await page.getByRole('button', { name: `Move “${title}” to …` }).click()
    await expect(choice(page, 'Done')).toBeVisible()
    await audit(page, 'menu')
    await page.keyboard.press('Escape')
    await page.goto('/tasks?view=board')
    await page.getByRole('button', { name: `Take “${title}” to another column` }).focus()
    await page.keyboard.press('Space')
    await page.keyboard.press('ArrowRight')
    await audit(page, 'over a column that refuses')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await audit(page, 'over a column that takes it')
  })
}
