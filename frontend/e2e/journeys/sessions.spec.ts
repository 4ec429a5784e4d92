import { close, expect, Person, test, url, watch } from '../app.ts'
import { picture } from '../picture.ts'
import { ways } from './hands.ts'
import { Walker } from './walker.ts'

// Many steps, one after the other.
test.setTimeout(120_000)

for (const way of ways) {
  test(`who signs out everywhere else is out there at once (${way.name})`, async ({ browser }) => {
    const faults: string[] = []
    const open = async () => {
      const context = await browser.newContext({ baseURL: url(), ...way.options })
      const page = await context.newPage()
      watch(page, faults)
      const jane = new Walker(way, new Person('Jane', page))
      await page.goto('/')
      await jane.hands.write(page.getByLabel('E-mail'), 'jane@oakst.com')
      await jane.hands.write(page.getByLabel('Password', { exact: true }), 'password123')
      await jane.hands.press(page.getByRole('button', { name: 'Sign in', exact: true }))
      await expect(page.getByRole('heading', { name: 'Good to see you, Jane.' })).toBeVisible()
      return jane
    }
    const [here, there] = [await open(), await open()]
    // A page that was loaded anew would not have it any more.
    await there.page.evaluate(() => Object.assign(window, { stillThere: true }))

    await test.step('the other one is out, without a reload', async () => {
      await here.goByAccount('Account and devices')
      const sessions = here.page.getByRole('region', { name: 'Where you are signed in' })
      await expect(sessions.getByRole('article')).not.toHaveCount(0)
      await picture(here.page, 'sessions')
      await here.hands.press(sessions.getByRole('button', { name: 'Sign out everywhere else' }))
      await expect(sessions.getByRole('status')).toContainText('You are signed in only here now.')
      await expect(sessions.getByRole('article')).toHaveCount(1)
      await expect(there.page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
      expect(await there.page.evaluate(() => 'stillThere' in window), 'the page was not loaded anew').toBe(true)
      await there.page.goto('/account')
      await expect(there.page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
    })

    await test.step('this one stays, until it signs out everywhere', async () => {
      await here.page.reload()
      await expect(here.page.getByRole('heading', { name: 'Your account', level: 1 })).toBeVisible()
      await here.hands.press(here.page.getByRole('button', { name: 'Sign out everywhere', exact: true }))
      await expect(here.page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
    })

    for (const { page } of [here, there]) await close(page.context())
    expect(faults, 'errors in pages').toEqual([])
  })
}
