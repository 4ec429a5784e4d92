import { close, expect, Person, test, unique, url, watch } from '../app.ts'
import { picture } from '../picture.ts'
import { ways } from './hands.ts'
import { Walker } from './walker.ts'

// Many steps, one after the other.
test.setTimeout(120_000)

for (const way of ways) {
  test(`a new owner registers, plans a shift as they are shown to, asks, and is answered (${way.name})`, async ({ browser }) => {
    const context = await browser.newContext({ baseURL: url(), timezoneId: 'Europe/Madrid', ...way.options })
    const page = await context.newPage()
    const faults: string[] = []
    watch(page, faults)
    const daisy = new Walker(way, new Person('Daisy', page))
    const { hands } = daisy

    await test.step('registers and is signed in, with the first steps before them', async () => {
      await page.goto('/')
      await hands.press(page.getByRole('link', { name: 'Register a business' }))
      await hands.write(page.getByLabel('Name of the business'), 'Corner Bakery')
      await expect(page.getByRole('combobox', { name: 'Time zone' })).toHaveValue('Europe/Madrid')
      await hands.write(page.getByLabel('Your name'), 'Daisy')
      await hands.write(page.getByLabel('E-mail'), `daisy-${unique()}@example.com`)
      await hands.write(page.getByLabel('Password', { exact: true }), 'seven blue doors')
      await hands.press(page.getByRole('button', { name: 'Register and start' }))
      await expect(page.getByRole('heading', { name: 'Good to see you, Daisy.' })).toBeVisible()
      await expect(page.getByRole('region', { name: 'First steps' })).toBeVisible()
      await picture(page, 'first-steps')
    })

    await test.step('plans the first shift', async () => {
      await hands.press(page.getByRole('region', { name: 'First steps' }).getByRole('link', { name: 'Add a shift' }))
      const form = page.getByRole('form', { name: 'Add a shift' })
      await hands.choose(form.getByRole('combobox', { name: 'Who' }), page.getByRole('option', { name: 'Daisy' }))
      await hands.write(form.getByRole('combobox', { name: 'As what' }), 'oven')
      await hands.press(form.getByRole('button', { name: 'Add the shift' }))
      await expect(form.getByRole('status')).toContainText('Added: Daisy')
      await expect(page.getByRole('region', { name: 'Shifts', exact: true }).getByText('oven')).toHaveCount(1)
    })

    await test.step('asks, and is answered from the roster', async () => {
      const reply = await daisy.ask('Who is on shift tomorrow at 10am?')
      await expect(reply).toContainText('Daisy')
      await picture(page, 'first-answer')
    })

    await close(context)
    expect(faults, 'errors in pages').toEqual([])
  })
}
