import type { Page } from '@playwright/test'
import { bearer, committed, expect, test, url, type Person } from './app.ts'
import { audit } from './audit.ts'

const PREFERENCES = /\/me\/notification-preferences$/

async function tellPeach(luigi: Person, what: string): Promise<void> {
  const reply = await luigi.ask(`There's ${what} arriving tomorrow at 10am, but I'm off work`)
  await expect(reply.getByRole('region', { name: 'Receipt' })).toContainText('Notified Peach')
}

/** What stood in a toast on a page from now on, however short. */
async function toasts(page: Page): Promise<() => Promise<string>> {
  const told = await page.evaluateHandle(() => {
    const seen: string[] = []
    new MutationObserver(() => {
      for (const alert of document.querySelectorAll('[role=alert]')) seen.push(alert.textContent)
    }).observe(document.body, { childList: true, subtree: true, characterData: true })
    return seen
  })
  return async () => (await told.jsonValue()).join()
}

/** Throws a switch, and waits until it is saved. */
async function turn(page: Page, name: string, on: boolean): Promise<void> {
  const control = page.getByRole('switch', { name, exact: true })
  await expect(control).toBeChecked({ checked: !on })
  // Its track stands over it.
  await committed(page, PREFERENCES, () => control.click({ force: true }))
  await expect(control).toBeChecked({ checked: on })
}

test('what tells somebody of a notice is their own choice, by kind and channel', async ({ signIn, request }) => {
  test.slow()
  const peach = await signIn('peach@pizza.com')
  const luigi = await signIn('luigi@pizza.com')
  const section = peach.page.getByRole('region', { name: 'What tells you of a notice' })

  await test.step('a table of kinds and channels, all on', async () => {
    await peach.page.goto('/account')
    await expect(section.getByRole('row')).toHaveCount(5)
    for (const one of await section.getByRole('table').getByRole('switch').all()) await expect(one).toBeChecked()
    await audit(peach.page, 'account with everything told')
  })

  const told = await toasts(peach.page)
  await test.step('no toast of what is switched off; it stands behind the bell', async () => {
    await turn(peach.page, 'From colleagues: In the app', false)
    await expect(section.getByText('Saved. It holds from now on.')).toBeVisible()
    const before = await peach.unread()
    await tellPeach(luigi, 'a box of lemons')
    await expect(peach.bell).toHaveAccessibleName(`Notices, ${before + 1} unread`)
    await peach.bell.click()
    await expect(peach.panel.getByRole('article').filter({ hasText: 'lemons' }).first()).toBeVisible()
    await peach.page.keyboard.press('Escape')
  })

  await test.step('and a toast again once it is switched on, also elsewhere', async () => {
    const headers = await bearer(request, 'peach@pizza.com')
    const path = `${url()}/api/v1/me/notification-preferences`
    const body = { kinds: [], quiet_hours: null }
    expect((await request.put(path, { headers: { ...headers, 'if-match': '*' }, data: body })).ok()).toBe(true)
    await expect(peach.page.getByRole('switch', { name: 'From colleagues: In the app' })).toBeChecked()
    await tellPeach(luigi, 'a bag of onions')
    await expect.poll(told).toContain('onions')
    expect(await told()).not.toContain('lemons')
  })

  await test.step('quiet hours: kept, said in words, and refused when they never end', async () => {
    await turn(peach.page, 'Let pushes wait at certain hours', true)
    const quiet = section.getByRole('group', { name: 'Quiet hours for pushes' })
    await expect(quiet.getByText(/What comes meanwhile is pushed at 07:00/)).toBeVisible()
    await expect(quiet.getByText('Urgent notices come through all the same.')).toBeVisible()
    await quiet.getByLabel('From').fill('07:00')
    await quiet.getByLabel('To').press('Enter')
    await expect(quiet.getByLabel('To')).toHaveAccessibleDescription('It must end at another time than it begins.')
    await audit(peach.page, 'account with quiet hours that never end')
    await quiet.getByLabel('To').fill('08:30')
    await committed(peach.page, PREFERENCES, () => quiet.getByLabel('To').press('Enter'))
    await peach.page.reload()
    await expect(quiet.getByLabel('From')).toHaveValue('07:00')
    await expect(quiet.getByLabel('To')).toHaveValue('08:30')
    await audit(peach.page, 'account with quiet hours')
    await turn(peach.page, 'Let pushes wait at certain hours', false)
  })
})
