import { expect, test } from './app.ts'
import { audit } from './audit.ts'
import { cellOf, chip, later, plan, someMonday } from './shifts.ts'

test('a shift is added, dragged to another day and person, refused where one is in the way, swapped and cancelled', async ({ signIn }) => {
  test.slow()
  const { page } = await signIn('mario@pizza.com', { viewport: { width: 1440, height: 900 } })
  const monday = someMonday()
  await page.getByRole('link', { name: 'Roster' }).click()
  await page.goto(`/roster?day=${monday}`)
  await page.getByRole('button', { name: 'Add a shift', exact: true }).click()
  const form = page.getByRole('form', { name: 'Add a shift' })
  await form.getByRole('combobox', { name: 'Who' }).click()
  await page.getByRole('option', { name: 'Peach' }).click()
  await form.getByLabel('As what').fill('drag oven')
  await form.getByRole('button', { name: 'Add the shift' }).click()
  const start = chip(page, 'Peach', 'drag oven', monday)
  await expect(start).toBeVisible()

  await test.step('to Luigi, a day later', async () => {
    await start.dragTo(cellOf(page, 'Luigi', 1))
    await expect(chip(page, 'Luigi', 'drag oven', later(monday, 1))).toBeVisible()
    await expect(page.getByText(/^Moved: Luigi/)).toBeVisible()
    await page.reload()
    await expect(chip(page, 'Luigi', 'drag oven', later(monday, 1))).toBeVisible()
  })

  await test.step('onto somebody who works then: it says which shift is in the way, and goes back', async () => {
    await plan(page, 'Peach', later(monday, 1), 'in the way')
    await expect(chip(page, 'Peach', 'in the way', later(monday, 1))).toBeVisible()
    await chip(page, 'Luigi', 'drag oven', later(monday, 1)).dragTo(cellOf(page, 'Peach', 1))
    await expect(page.getByRole('alert')).toContainText('Peach works already then')
    await expect(chip(page, 'Luigi', 'drag oven', later(monday, 1))).toBeVisible()
  })

  await test.step('swapped with it', async () => {
    await chip(page, 'Luigi', 'drag oven', later(monday, 1)).click()
    const drawer = page.getByRole('dialog', { name: 'Change the shift' })
    await drawer.getByRole('combobox', { name: 'With which shift' }).click()
    await page.getByRole('option', { name: /in the way/ }).click()
    await drawer.getByRole('button', { name: 'Swap the two' }).click()
    await expect(drawer).toBeHidden()
    await expect(chip(page, 'Peach', 'drag oven', later(monday, 1))).toBeVisible()
    await expect(chip(page, 'Luigi', 'in the way', later(monday, 1))).toBeVisible()
  })

  await test.step('and cancelled', async () => {
    for (const [who, role] of [['Peach', 'drag oven'], ['Luigi', 'in the way']] as const) {
      await chip(page, who, role, later(monday, 1)).click()
      await page.getByRole('button', { name: 'Cancel this shift' }).click()
      await page.getByRole('button', { name: 'Cancel it' }).click()
      await expect(chip(page, who, role, later(monday, 1))).toBeHidden()
    }
  })
})

test('whoever plans a shift in another week is shown that week', async ({ signIn }) => {
  const { page } = await signIn('mario@pizza.com', { viewport: { width: 1440, height: 900 } })
  const [monday, day] = [someMonday(), later(someMonday(), 1)]
  await page.goto(`/roster?day=${monday}`)
  await page.getByRole('button', { name: 'Add a shift', exact: true }).click()
  const form = page.getByRole('form', { name: 'Add a shift' })
  await form.getByRole('combobox', { name: 'Who' }).click()
  await page.getByRole('option', { name: 'Peach' }).click()
  await form.getByLabel('As what').fill('elsewhere')
  await form.getByLabel('Day').fill(day)
  await form.getByRole('button', { name: 'Add the shift' }).click()
  const planned = chip(page, 'Peach', 'elsewhere', day)
  await expect(planned).toBeVisible()
  await planned.click()
  await page.getByRole('button', { name: 'Cancel this shift' }).click()
  await page.getByRole('button', { name: 'Cancel it' }).click()
  await expect(planned).toBeHidden()
})

test('a calendar file is looked at first, then planned, and the roster is saved as one', async ({ signIn }) => {
  const { page } = await signIn('mario@pizza.com', { viewport: { width: 1440, height: 900 } })
  const day = later(new Date().toISOString().slice(0, 10), 20 + Math.floor(Math.random() * 60))
  const uid = `e2e-${Date.now()}`
  const stamp = day.replaceAll('-', '')
  const event = (id: string, who: string) =>
    `BEGIN:VEVENT\r\nUID:${id}\r\nSUMMARY:${who} - ${uid}\r\nDTSTART:${stamp}T010000Z\r\nDTEND:${stamp}T020000Z\r\nEND:VEVENT\r\n`
  const text = `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:e2e\r\n${event(uid, 'Peach')}${event(`${uid}-2`, 'Nobody')}END:VCALENDAR\r\n`
  await page.goto(`/roster?day=${day}`)
  await page.getByRole('button', { name: 'Calendar file' }).click()
  const drawer = page.getByRole('dialog', { name: 'Calendar file' })
  await drawer.locator('input[type=file]').setInputFiles({ name: 'shifts.ics', mimeType: 'text/calendar', buffer: Buffer.from(text) })
  await expect(drawer.getByText('1 new · 1 refused')).toBeVisible()
  await expect(drawer.getByText(/Nobody of this business has the name/)).toBeVisible()
  await audit(page, 'calendar drawer')
  await drawer.getByRole('button', { name: 'Plan this one' }).click()
  await expect(drawer.getByText('shifts.ics is planned:')).toBeVisible()
  const saved = page.waitForEvent('download')
  await drawer.getByRole('button', { name: 'Save as .ics' }).click()
  const chunks: Buffer[] = []
  for await (const chunk of await (await saved).createReadStream()) chunks.push(chunk as Buffer)
  expect(Buffer.concat(chunks).toString()).toContain(uid)
  await drawer.getByRole('button', { name: 'Show the roster' }).click()
  const planned = page.getByRole('button', { name: new RegExp(`^Peach, .*${uid}`) })
  await planned.click()
  await page.getByRole('button', { name: 'Cancel this shift' }).click()
  await page.getByRole('button', { name: 'Cancel it' }).click()
  await expect(planned).toBeHidden()
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`members read the roster, and axe finds nothing in ${colorScheme}`, async ({ signIn }) => {
    test.slow()
    const { page } = await signIn('peach@pizza.com', { colorScheme, reducedMotion: 'reduce', viewport: { width: 1440, height: 900 } })
    await page.getByRole('link', { name: 'Roster' }).click()
    await expect(page.getByRole('table', { name: 'The roster' })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Add a shift' })).toHaveCount(0)
    await audit(page, 'week')
    await page.getByRole('radiogroup', { name: 'View' }).getByText('Day').click()
    await expect(page).toHaveURL(/view=day/)
    await audit(page, 'day')
    const mario = await signIn('mario@pizza.com', { colorScheme, reducedMotion: 'reduce', viewport: { width: 1440, height: 900 } })
    await mario.page.goto('/roster')
    await expect(mario.page.getByRole('table', { name: 'The roster' })).toBeVisible()
    await audit(mario.page, 'week of who plans')
    // So high that no shift is cut: axe does not read what lies below the edge, and then misses words of a name.
    await mario.page.setViewportSize({ width: 390, height: 3000 })
    await audit(mario.page, 'days on a phone')
  })
}
