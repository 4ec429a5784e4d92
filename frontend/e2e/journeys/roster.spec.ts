import { expect, test } from '../app.ts'
import { cellOf, chip, later, plan, someMonday, weekday } from '../shifts.ts'
import { picture } from '../picture.ts'
import { ways } from './hands.ts'
import { Walker } from './walker.ts'

// Many steps, one after the other.
test.setTimeout(120_000)

for (const way of ways) {
  test(`a shift is taken to another day, and back (${way.name})`, async ({ signIn }) => {
    const mario = await Walker.signIn(signIn, way, 'mario@pizza.com')
    const { hands, page } = mario
    const monday = someMonday()
    const tuesday = later(monday, 1)
    const phone = hands.kind === 'touch'
    // A finger takes it to another day alone: on a phone days lie below each other.
    const whose = phone ? 'Peach' : 'Luigi'
    await plan(page, 'Peach', monday, 'carried')
    await mario.go('Roster')
    await page.goto(`/roster?day=${monday}`)
    const start = chip(page, 'Peach', 'carried', monday)
    const there = chip(page, whose, 'carried', tuesday)
    await expect(start).toBeVisible()

    if (hands.kind === 'keyboard') {
      await test.step('picked up, it can be left where it was', async () => {
        await hands.carry(start, start, ['ArrowRight', 'ArrowLeft'])
        await expect(page.getByText('It stays as it was.')).toBeAttached()
        await expect(start).toBeFocused()
        await page.keyboard.press('Space')
        await expect(page.getByText(/^Picked up: Peach/)).toBeAttached()
        await page.keyboard.press('ArrowRight')
        await page.keyboard.press('Escape')
        await expect(page.getByText('It stays as it was.')).toBeAttached()
        await expect(start).toBeFocused()
      })
    }

    await test.step('to the next day', async () => {
      const to = phone ? page.getByRole('heading', { name: weekday(tuesday).replace(/,/g, '') }) : cellOf(page, whose, 1)
      await hands.carry(start, to, ['ArrowRight', 'ArrowUp'])
      await expect(there).toBeVisible()
      await expect(page.getByText(new RegExp(`^Moved: ${whose}`))).toBeVisible()
      await picture(page, 'roster')
      if (hands.kind === 'keyboard') await expect(there).toBeFocused()
    })

    await test.step('it is kept, and taken back', async () => {
      await hands.press(page.getByRole('button', { name: 'Take back' }))
      await expect(start).toBeVisible()
      await expect(page.getByText('Taken back.')).toBeAttached()
      await page.reload()
      await expect(start).toBeVisible()
      await expect(there).toHaveCount(0)
    })

    await test.step('and cancelled', async () => {
      await hands.press(start)
      await hands.press(page.getByRole('button', { name: 'Cancel this shift' }))
      await hands.press(page.getByRole('button', { name: 'Cancel it' }))
      await expect(start).toBeHidden()
    })
  })
}
