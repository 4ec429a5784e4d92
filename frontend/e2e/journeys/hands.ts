import { expect, type BrowserContextOptions, type FileChooser, type Locator, type Page } from '@playwright/test'
import { drag } from './drag.ts'
import { reach } from './reach.ts'

/** How somebody works at a page; the same journey is gone with each of them. */
export interface Hands {
  readonly kind: 'mouse' | 'keyboard' | 'touch'
  /** Whatever is pressed: a button, a link, an option. */
  press(what: Locator): Promise<void>
  /** Puts a text in place of what a field holds. */
  write(field: Locator, text: string): Promise<void>
  /** Opens a list of choices and takes one. */
  choose(field: Locator, option: Locator): Promise<void>
  /** Asks for a panel or a dialog to go. */
  leave(panel: Locator): Promise<void>
  /** Takes something to another place, and lets it go there: `steps` are the arrows that lead there. */
  carry(what: Locator, to: Locator, steps: readonly Arrow[]): Promise<void>
}

export type Arrow = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight'

export interface Way {
  name: string
  options: BrowserContextOptions
  hands: (page: Page) => Hands
}

const WIDE = { width: 1280, height: 800 }
/** WCAG 2.2, 2.5.8: what a finger has to find. */
const SMALLEST_PX = 24

const mouse = (page: Page): Hands => ({
  kind: 'mouse',
  press: (what) => what.click(),
  write: async (field, text) => {
    await field.click()
    await field.fill(text)
  },
  choose: async (field, option) => {
    await field.click()
    await option.click()
  },
  leave: async (panel) => {
    await panel.getByRole('button', { name: 'Close', exact: true }).click()
    await expect(panel).toBeHidden()
  },
  carry: (what, to) => drag(page, 'mouse', what, to),
})

const keyboard = (page: Page): Hands => ({
  kind: 'keyboard',
  press: async (what) => {
    await reach(page, what)
    await page.keyboard.press('Enter')
  },
  write: async (field, text) => {
    await reach(page, field)
    await page.keyboard.press('Control+A')
    await page.keyboard.type(text)
    await expect(field).toHaveValue(text)
  },
  choose: async (field, option) => {
    await reach(page, field)
    await expect(async () => {
      await page.keyboard.press('ArrowDown')
      await expect(option).toHaveAttribute('data-combobox-selected', 'true', { timeout: 50 })
    }).toPass()
    await page.keyboard.press('Enter')
    await expect(option).toBeHidden()
    await expect(field).toBeFocused()
  },
  leave: async (panel) => {
    await page.keyboard.press('Escape')
    await expect(panel).toBeHidden()
  },
  carry: async (what, _to, steps) => {
    await reach(page, what)
    await page.keyboard.press('Space')
    for (const step of steps) await page.keyboard.press(step)
    await page.keyboard.press('Space')
  },
})

const touch = (page: Page): Hands => {
  const tap = async (what: Locator) => {
    await what.scrollIntoViewIfNeeded()
    const box = await what.boundingBox()
    expect(box?.width, 'width of what is tapped').toBeGreaterThanOrEqual(SMALLEST_PX)
    expect(box?.height, 'height of what is tapped').toBeGreaterThanOrEqual(SMALLEST_PX)
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(wider, 'nothing is wider than the screen').toBeLessThanOrEqual(0)
    await what.tap()
  }
  return {
    kind: 'touch',
    press: tap,
    write: async (field, text) => {
      await tap(field)
      await expect(field).toBeFocused()
      await field.fill(text)
    },
    choose: async (field, option) => {
      await tap(field)
      await tap(option)
    },
    leave: async (panel) => {
      await tap(panel.getByRole('button', { name: 'Close', exact: true }))
      await expect(panel).toBeHidden()
    },
    carry: (what, to) => drag(page, 'finger', what, to),
  }
}

export const ways: readonly Way[] = [
  { name: 'by mouse', options: { viewport: WIDE }, hands: mouse },
  { name: 'by keyboard alone', options: { viewport: WIDE }, hands: keyboard },
  {
    name: 'on a phone',
    options: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
    hands: touch,
  },
]

/** Presses what opens the dialog for files, and hands one over. */
export async function hand(page: Page, hands: Hands, button: Locator, file: Parameters<FileChooser['setFiles']>[0]): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await hands.press(button)
  await (await chooser).setFiles(file)
}
