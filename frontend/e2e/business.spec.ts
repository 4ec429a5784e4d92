import { close, committed, expect, Person, test, unique, url, watch } from './app.ts'
import { audit } from './audit.ts'

// Registers a business of its own: that of the other journeys keeps its name.
test.setTimeout(120_000)

test('the business gets another name and zone, seen in every tab without a reload', async ({ browser }) => {
  const context = await browser.newContext({ baseURL: url(), timezoneId: 'Europe/Madrid', reducedMotion: 'reduce' })
  const page = await context.newPage()
  const faults: string[] = []
  watch(page, faults)
  const peach = new Person('Peach', page)
  const form = page.getByRole('form', { name: 'The business' })
  const zone = form.getByRole('combobox', { name: 'Time zone' })
  const save = () => committed(page, /tenant\/profile$/, () => form.getByRole('button', { name: 'Save' }).click())

  await page.goto('/register')
  await page.getByLabel('Name of the business').fill('Corner Bakery')
  await page.getByLabel('Your name').fill('Peach')
  await page.getByLabel('E-mail').fill(`peach-${unique()}@example.com`)
  await page.getByLabel('Password', { exact: true }).fill('seven blue doors')
  await page.getByRole('button', { name: 'Register and start' }).click()
  const steps = page.getByRole('region', { name: 'First steps' })
  await expect(steps.getByRole('link', { name: 'Say what the business does' })).toBeVisible()
  const second = await context.newPage()
  watch(second, faults)
  await second.goto('/roster')
  await expect(second.getByText('Corner Bakery')).toBeVisible()
  await expect(second.getByText(/Europe\/Madrid/)).toBeVisible()

  await test.step('the first step leads to the question, and is ticked by an answer', async () => {
    await steps.getByRole('link', { name: 'Say what the business does' }).click()
    const about = form.getByRole('textbox', { name: /^What should I know about the business/ })
    await expect(about).toBeFocused()
    await page.keyboard.type('A family bakery with a small café.')
    await save()
    await expect(form.getByText('Saved. It holds from now on.')).toBeVisible()
    await page.getByRole('link', { name: 'New conversation' }).click()
    await expect(steps.getByRole('listitem').filter({ hasText: 'Say what the business does' })).toContainText('(done)')
  })

  await test.step('a name and a zone are changed, and each tab shows them', async () => {
    await page.goto('/settings')
    const clock = () => form.getByText(/there\. Shifts keep their moment/).textContent()
    const before = await clock()
    await form.getByRole('textbox', { name: 'Name of the business' }).fill('Bakery & Ramen')
    await zone.click()
    await page.keyboard.type('tokyo')
    await page.getByRole('option', { name: 'Asia/Tokyo' }).click()
    expect(await clock()).not.toBe(before)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await audit(page, `the business, changed, in ${colorScheme}`)
    }
    await save()
    await expect(page.getByText('Bakery & Ramen', { exact: true })).toBeVisible()
    await expect(second.getByText('Bakery & Ramen', { exact: true })).toBeVisible()
    await expect(second.getByText(/Asia\/Tokyo/)).toBeVisible()
    await page.reload()
    await expect(zone).toHaveValue('Asia/Tokyo')
  })

  await test.step('what the other tab has saved meanwhile is told, and both are kept', async () => {
    const name = form.getByRole('textbox', { name: 'Name of the business' })
    await name.fill('Bakery, Ramen & Tea')
    await second.goto('/settings/business')
    await second.getByRole('textbox', { name: /^What should I know/ }).fill('We bake, and we cook.')
    await second.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByText('Somebody else has saved meanwhile: what the business is.')).toBeVisible()
    await page.getByRole('button', { name: 'Go on with both' }).click()
    await save()
    await expect(second.getByText('Bakery, Ramen & Tea', { exact: true })).toBeVisible()
    await expect(second.getByRole('textbox', { name: /^What should I know/ })).toHaveValue('We bake, and we cook.')
  })

  await test.step('the steward answers by the new clock', async () => {
    const reply = await peach.ask('Who is on shift tomorrow at 10am?')
    const tomorrow = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Tokyo', weekday: 'long' }).format(Date.now() + 86_400_000)
    await expect(reply).toContainText(tomorrow)
  })
  await close(context)
  expect(faults, 'errors in pages').toEqual([])
})

test('a member reads what the business says of itself', async ({ signIn }) => {
  const { page } = await signIn('luigi@pizza.com')
  await page.goto('/settings')
  await expect(page.getByText('Owners and managers change it.')).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Name of the business' })).toHaveJSProperty('readOnly', true)
  await expect(page.getByRole('button', { name: 'Save' })).toHaveCount(0)
  await audit(page, 'the business, to read')
})
