import { expect, test } from './app.ts'

for (const [name, viewport] of [
  ['a small phone', { width: 360, height: 640 }],
  ['a large phone', { width: 430, height: 932 }],
] as const) {
  test(`everything is reachable on ${name}`, async ({ signIn }) => {
    const luigi = await signIn('luigi@pizza.com', { viewport, hasTouch: true, isMobile: true })
    const { page } = luigi
    await expect(page.getByRole('navigation', { name: 'Conversations' })).toBeHidden()
    await luigi.say('Who is on shift tomorrow at 10am?')
    await expect(luigi.replies.first()).toBeVisible()

    await page.getByRole('button', { name: 'Open the menu' }).tap()
    const menu = page.getByRole('dialog', { name: 'Navigation' })
    await expect(menu.getByRole('link', { name: /Who is on shift tomorrow/ }).first()).toBeVisible()
    await menu.getByRole('link', { name: 'Team and shifts' }).tap()
    await expect(menu).toBeHidden()
    await expect(page.getByRole('heading', { name: 'Shifts', exact: true })).toBeVisible()

    for (const [link, heading] of [['Tasks', 'Tasks'], ['What I remember', 'What I remember']] as const) {
      await page.getByRole('button', { name: 'Open the menu' }).tap()
      await menu.getByRole('link', { name: link }).tap()
      await expect(page.getByRole('region', { name: heading })).toBeVisible()
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      expect(wider, `nothing of ${heading} is wider than the screen`).toBeLessThanOrEqual(0)
    }

    await luigi.bell.tap()
    await expect(luigi.panel).toBeVisible()
    await page.getByRole('button', { name: 'Close' }).tap()
    await expect(luigi.panel).toBeHidden()

    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(overflow, 'nothing wider than the screen').toBeLessThanOrEqual(0)
  })
}
