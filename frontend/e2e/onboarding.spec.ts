import { Person, expect, test, url, watch } from './app.ts'

/** Unlike every other run's: the server may be one that lives on. */
const unique = () => `${Date.now().toString(36)}${Math.floor(Math.random() * 1e6).toString(36)}`

test('a new owner registers, plans shifts, is told who works already, and asks about them', async ({ browser }) => {
  const context = await browser.newContext({ baseURL: url(), timezoneId: 'Europe/Madrid' })
  const page = await context.newPage()
  const faults: string[] = []
  watch(page, faults)
  const ada = new Person('Ada', page)
  const form = page.getByRole('form', { name: 'Add a shift' })
  const roster = page.getByRole('region', { name: 'Shifts', exact: true })

  await test.step('registers and is signed in, with the first steps before her', async () => {
    await page.goto('/')
    await page.getByRole('link', { name: 'Register a business' }).click()
    await page.getByLabel('Name of the business').fill('Corner Bakery')
    await expect(page.getByRole('combobox', { name: 'Time zone' })).toHaveValue('Europe/Madrid')
    await page.getByLabel('Your name').fill('Ada')
    await page.getByLabel('E-mail').fill(`ada-${unique()}@example.com`)
    await page.getByLabel('Password', { exact: true }).fill('seven blue doors')
    await page.getByRole('button', { name: 'Register and start' }).click()
    await expect(page.getByRole('heading', { name: 'Good to see you, Ada.' })).toBeVisible()
    await page.getByRole('region', { name: 'First steps' }).getByRole('link', { name: 'Add a shift' }).click()
  })

  await test.step('plans two shifts, the form going on by a day', async () => {
    await form.getByRole('combobox', { name: 'Who' }).click()
    await page.getByRole('option', { name: 'Ada' }).click()
    await form.getByRole('combobox', { name: 'As what' }).fill('oven')
    const first = await form.getByLabel('Day').inputValue()
    await form.getByRole('button', { name: 'Add the shift' }).click()
    await expect(form.getByRole('status')).toContainText('Added: Ada')
    await expect(form.getByLabel('Day')).not.toHaveValue(first)
    await form.getByRole('button', { name: 'Add the shift' }).click()
    await expect(roster.getByText('oven')).toHaveCount(2)

    await form.getByLabel('Day').fill(first)
    await form.getByLabel('From').fill('16:00')
    await form.getByLabel('To', { exact: true }).fill('20:00')
    await form.getByRole('button', { name: 'Add the shift' }).click()
    await expect(form.getByRole('alert')).toContainText(/Ada works already then: .*09:00 – 17:00/)
  })

  await test.step('changes one, and cancels the other', async () => {
    await roster.getByRole('button', { name: /^Change the shift of Ada/ }).first().click()
    const dialog = page.getByRole('dialog', { name: 'Change the shift' })
    await dialog.getByLabel('To', { exact: true }).fill('15:30')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await expect(dialog).toBeHidden()
    await expect(roster.getByText('09:00 – 15:30')).toBeVisible()
    await roster.getByRole('button', { name: /^Change the shift of Ada/ }).last().click()
    await dialog.getByRole('button', { name: 'Cancel this shift' }).click()
    await dialog.getByRole('button', { name: 'Cancel it' }).click()
    await expect(roster.getByText('oven')).toHaveCount(1)
  })

  await test.step('asks, and is answered from the roster', async () => {
    const reply = await ada.ask('Who is on shift tomorrow at 10am?')
    await expect(reply).toContainText('Ada')
  })
  await context.close()
  expect(faults, 'errors in pages').toEqual([])
})
