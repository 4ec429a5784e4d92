import { expect, test, unique } from './app.ts'

test('what happened is written down with its sort, and found by it', async ({ signIn }) => {
  const { page } = await signIn('luigi@pizza.com')
  const sort = `delivery ${unique()}`
  const parcel = `A parcel came for next door ${unique()}.`
  const oven = `The oven was cleaned ${unique()}.`
  await page.getByRole('link', { name: 'Logbook' }).click()
  const form = page.getByRole('form', { name: 'New entry' })
  const [text, kind] = [form.getByLabel('What happened?'), form.getByRole('combobox', { name: 'What sort of thing (optional)' })]

  await test.step('the next entry has not the sort of the one before', async () => {
    await text.fill(parcel)
    await kind.fill(sort)
    await form.getByRole('button', { name: 'Write it down' }).click()
    await expect(page.getByText(parcel)).toBeVisible()
    await expect(text).toHaveValue('')
    await expect(kind).toHaveValue('')
    await text.fill(oven)
    await form.getByRole('button', { name: 'Write it down' }).click()
    await expect(page.getByText(oven)).toBeVisible()
  })

  await test.step('sorts are offered while one types, also when nothing matches yet', async () => {
    const filter = page.getByRole('combobox', { name: 'Only this sort' })
    await filter.fill(sort.slice(0, -2))
    await expect(page.getByRole('heading', { name: 'No entry matches' })).toBeVisible()
    await page.getByRole('option', { name: sort }).click()
    await expect(page.getByText(parcel)).toBeVisible()
    await expect(page.getByText(oven)).toHaveCount(0)
    await filter.fill('')
    await expect(page.getByText(oven)).toBeVisible()
  })
})
