import { expect, Person, test, unique, url, watch } from './app.ts'

test('a new owner plans shifts, invites somebody by a link, and both are answered', async ({ browser }) => {
  const context = await browser.newContext({ baseURL: url(), timezoneId: 'Europe/Madrid' })
  const page = await context.newPage()
  const faults: string[] = []
  watch(page, faults)
  const peach = new Person('Peach', page)
  const form = page.getByRole('form', { name: 'Add a shift' })
  const roster = page.getByRole('region', { name: 'Shifts', exact: true })

  await test.step('registers', async () => {
    await page.goto('/')
    await page.getByRole('link', { name: 'Register a business' }).click()
    await page.getByLabel('Name of the business').fill('Corner Bakery')
    await page.getByLabel('Your name').fill('Peach')
    await page.getByLabel('E-mail').fill(`peach-${unique()}@example.com`)
    await page.getByLabel('Password', { exact: true }).fill('seven blue doors')
    await page.getByRole('button', { name: 'Register and start' }).click()
    await expect(page.getByRole('heading', { name: 'Good to see you, Peach.' })).toBeVisible()
    await page.goto('/team?add=shift')
  })

  await test.step('plans two shifts, the form going on by a day', async () => {
    await form.getByRole('combobox', { name: 'Who' }).click()
    await page.getByRole('option', { name: 'Peach' }).click()
    await form.getByRole('combobox', { name: 'As what' }).fill('oven')
    const first = await form.getByLabel('Day').inputValue()
    await form.getByRole('button', { name: 'Add the shift' }).click()
    await expect(form.getByRole('status')).toContainText('Added: Peach')
    await expect(form.getByLabel('Day')).not.toHaveValue(first)
    await form.getByRole('button', { name: 'Add the shift' }).click()
    await expect(roster.getByText('oven')).toHaveCount(2)

    await form.getByLabel('Day').fill(first)
    await form.getByLabel('From').fill('16:00')
    await form.getByLabel('To', { exact: true }).fill('20:00')
    await form.getByRole('button', { name: 'Add the shift' }).click()
    await expect(form.getByRole('alert')).toContainText(/Peach works already then: .*09:00 – 17:00/)
  })

  await test.step('changes one, and cancels the other', async () => {
    await roster.getByRole('button', { name: /^Change the shift of Peach/ }).first().click()
    const dialog = page.getByRole('dialog', { name: 'Change the shift' })
    await dialog.getByLabel('To', { exact: true }).fill('15:30')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await expect(dialog).toBeHidden()
    await expect(roster.getByText('09:00 – 15:30')).toBeVisible()
    await roster.getByRole('button', { name: /^Change the shift of Peach/ }).last().click()
    await dialog.getByRole('button', { name: 'Cancel this shift' }).click()
    await dialog.getByRole('button', { name: 'Cancel it' }).click()
    await expect(roster.getByText('oven')).toHaveCount(1)
  })

  const luigisContext = await browser.newContext({ baseURL: url() })
  const luigisPage = await luigisContext.newPage()
  watch(luigisPage, faults)
  const luigi = new Person('Luigi', luigisPage)
  let link = ''

  await test.step('invites somebody by a link', async () => {
    await page.getByRole('link', { name: 'Team and shifts' }).click()
    await page.getByRole('button', { name: 'Invite somebody' }).click()
    const invitation = page.getByRole('form', { name: 'Invite somebody' })
    await invitation.getByLabel('Name', { exact: true }).fill('Luigi')
    await invitation.getByLabel('As what').fill('baker')
    await invitation.getByRole('button', { name: 'Make the link' }).click()
    link = await page.getByRole('textbox', { name: 'Link for Luigi' }).inputValue()
    expect(link).toMatch(/\/join#[\w-]{43}$/)
  })

  await test.step('who has the link joins, and nobody joins by it again', async () => {
    await luigisPage.goto(link)
    await expect(luigisPage.getByRole('heading', { name: 'Join Corner Bakery' })).toBeVisible()
    expect(new URL(luigisPage.url()).hash, 'the token stays in no address bar').toBe('')
    await luigisPage.getByLabel('E-mail').fill(`luigi-${unique()}@example.com`)
    await luigisPage.getByLabel('Password', { exact: true }).fill('nine green bottles')
    await luigisPage.getByRole('button', { name: 'Join' }).click()
    await expect(luigisPage.getByRole('heading', { name: 'Good to see you, Luigi.' })).toBeVisible()
    const late = await browser.newContext({ baseURL: url() })
    const latePage = await late.newPage()
    await latePage.goto(link)
    await expect(latePage.getByRole('heading', { name: 'This invitation does not work' })).toBeVisible()
    await late.close()
  })

  await test.step('gets a shift from the owner, and chats about it', async () => {
    await page.getByRole('button', { name: 'Add a shift' }).click()
    await form.getByRole('combobox', { name: 'Who' }).click()
    await page.getByRole('option', { name: 'Luigi' }).click()
    await form.getByRole('combobox', { name: 'As what' }).fill('counter')
    await form.getByRole('button', { name: 'Add the shift' }).click()
    await expect(form.getByRole('status')).toContainText('Added: Luigi')
    for (const one of [luigi, peach]) {
      const reply = await one.ask('Who is on shift tomorrow at 10am?')
      await expect(reply).toContainText('Luigi')
      await expect(reply).toContainText('Peach')
    }
  })
  await luigisContext.close()
  await context.close()
  expect(faults, 'errors in pages').toEqual([])
})
