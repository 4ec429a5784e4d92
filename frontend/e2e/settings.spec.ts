import { expect, test, unique, type Person } from './app.ts'
import { audit } from './audit.ts'

// Several visits and saves, one after the other.
test.setTimeout(180_000)

/** Steps with Tab until the element is reached: nothing is clicked. */
async function tabTo(person: Person, name: RegExp | string, role: 'link' | 'button' | 'textbox' | 'switch'): Promise<void> {
  const wanted = person.page.getByRole(role, { name })
  for (let step = 0; step < 80; step += 1) {
    if (await wanted.first().evaluate((node) => node === document.activeElement).catch(() => false)) return
    await person.page.keyboard.press('Tab')
  }
  throw new Error(`Tab never reached ${String(name)}`)
}

test('a rule of the house is added, put first and removed by keyboard alone', async ({ signIn }) => {
  const mario = await signIn('mario@pizza.com')
  const { page } = mario
  const rule = `Parcels for ${unique()} go to the back door.`
  await page.goto('/settings/steward')
  const rules = page.getByRole('textbox', { name: /^Rule \d+$/ })
  await expect(page.getByRole('button', { name: 'Add a rule' })).toBeVisible()
  const before = await rules.count()
  await tabTo(mario, 'Add a rule', 'button')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('textbox', { name: `Rule ${before + 1}` })).toBeFocused()
  await page.keyboard.type(rule)
  if (before > 0) {
    await tabTo(mario, `Move rule ${before + 1} up`, 'button')
    for (let step = 0; step < before; step += 1) await page.keyboard.press('Enter')
  }
  await expect(rules.first()).toHaveValue(rule)
  await tabTo(mario, 'Save', 'button')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Saved. It holds from now on.')).toBeVisible()
  await page.reload()
  await expect(rules.first()).toHaveValue(rule)
  await tabTo(mario, 'Remove rule 1', 'button')
  await page.keyboard.press('Enter')
  await tabTo(mario, 'Save', 'button')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Saved. It holds from now on.')).toBeVisible()
  await expect(rules).toHaveCount(before)
})

test('what another owner saved meanwhile is told, and nothing typed is lost', async ({ signIn }) => {
  const [here, there] = [await signIn('mario@pizza.com'), await signIn('mario@pizza.com')]
  for (const { page } of [here, there]) await page.goto('/settings/steward')
  const persona = here.page.getByRole('textbox', { name: 'Persona' })
  const was = await persona.inputValue()
  const mine = `${was} ${unique()}`
  await persona.fill(mine)
  await there.page.getByRole('textbox', { name: 'Temperature' }).fill('0.4')
  await there.page.getByRole('button', { name: 'Save' }).click()
  await expect(there.page.getByText('Saved. It holds from now on.')).toBeVisible()

  const told = here.page.getByRole('status').filter({ hasText: 'Somebody else has saved meanwhile: the temperature.' })
  await expect(told).toBeVisible()
  await expect(persona).toHaveValue(mine)
  await here.page.getByRole('button', { name: 'Go on with both' }).click()
  await expect(here.page.getByRole('textbox', { name: 'Temperature' })).toHaveValue('0.4')
  await expect(persona).toHaveValue(mine)

  // Left and come back to, it is still there; then all is as it was.
  await here.page.getByRole('link', { name: 'What it may do' }).click()
  await here.page.getByRole('link', { name: 'The steward' }).click()
  await expect(persona).toHaveValue(mine)
  await persona.fill(was)
  await here.page.getByRole('textbox', { name: 'Temperature' }).fill('')
  await here.page.getByRole('button', { name: 'Save' }).click()
  await expect(here.page.getByText('Saved. It holds from now on.')).toBeVisible()
})

test('what the steward may do is decided for a role, and put back', async ({ signIn }) => {
  const mario = await signIn('mario@pizza.com', { viewport: { width: 390, height: 844 } })
  const { page } = mario
  await page.goto('/settings/policies')
  const kind = page.getByRole('article', { name: 'Write in the logbook' })
  const role = kind.getByRole('combobox', { name: /^Auditors/ })
  const save = async () => {
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByText('Saved. It holds from now on.')).toBeVisible()
  }
  await kind.getByRole('button', { name: /^By role/ }).click()
  await role.selectOption('Asks first')
  await save()
  await page.reload()
  await expect(role).toHaveValue('ask')
  await role.selectOption('As for everybody')
  await save()
})

test('rules for notices say what they mean before they are saved', async ({ signIn }) => {
  const { page } = await signIn('mario@pizza.com')
  await page.goto('/settings/notices')
  const effect = page.getByRole('region', { name: 'What that means' })
  await page.getByRole('switch', { name: /Let normal notices wait/ }).check()
  await page.getByLabel('From').fill('23:00')
  await page.getByLabel('To', { exact: true }).fill('06:30')
  await expect(effect).toContainText('between 23:00 and 06:30 the next day is shown at 06:30')
  await page.getByLabel('To', { exact: true }).fill('23:00')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('It must end at another time than it begins.')).toBeVisible()
  await expect(page.getByLabel('To', { exact: true })).toBeFocused()
  await page.getByRole('button', { name: 'Discard my changes' }).click()
  await expect(effect).toContainText('Notices are shown at every hour.')
})

test('who may not change settings reads them, or is told who may', async ({ signIn }) => {
  const { page } = await signIn('luigi@pizza.com')
  await page.goto('/settings/policies')
  await expect(page.getByText('Owners and managers change it.')).toBeVisible()
  await expect(page.getByRole('radio').first()).toBeDisabled()
  await expect(page.getByRole('button', { name: 'Save' })).toBeHidden()
  await page.getByRole('link', { name: 'The steward' }).click()
  await expect(page.getByRole('heading', { name: 'Only owners and managers see this' })).toBeVisible()
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no violations in the settings in ${colorScheme}`, async ({ signIn }) => {
    const { page } = await signIn('mario@pizza.com', { colorScheme, reducedMotion: 'reduce' })
    await page.goto('/settings/steward')
    await expect(page.getByRole('textbox', { name: 'Persona' })).toBeVisible()
    await audit(page, 'the steward')
    await page.goto('/settings/policies')
    await page.getByRole('button', { name: /^By role/ }).first().click()
    await audit(page, 'policies')
    await page.goto('/settings/notices')
    await page.getByRole('switch', { name: /Let normal notices wait/ }).check()
    await audit(page, 'notices')
    await page.getByRole('button', { name: 'Discard my changes' }).click()
    const luigi = await signIn('luigi@pizza.com', { colorScheme, reducedMotion: 'reduce' })
    await luigi.page.goto('/settings/policies')
    await expect(luigi.page.getByRole('radio').first()).toBeAttached()
    await audit(luigi.page, 'policies to read')
  })
}
