import { expect, type Locator, type Page } from '@playwright/test'

/** More steps than that nobody takes. */
const MOST_STEPS = 60

/** Moves the focus to something as a person does: with Tab, or back with Shift and Tab, until it is there and can be seen. */
export async function reach(page: Page, wanted: Locator): Promise<void> {
  await expect(wanted).toBeVisible()
  await expect(wanted).toBeEnabled()
  await expect.poll(() => page.evaluate(isKept), { message: 'What was done before has left the focus somewhere' }).toBe(true)
  const name = String(wanted)
  const plain = await wanted.evaluate(looks)
  const passed: string[] = []
  let { way, from } = await wanted.evaluate(wayTo)
  if (way !== 'here') {
    for (; way !== 'here'; { way, from } = await wanted.evaluate(wayTo)) {
      if (passed.length === MOST_STEPS) throw new Error(`The keyboard did not reach ${name}; it passed ${passed.join(', ')}`)
      passed.push(from)
      await page.keyboard.press(way)
    }
    await expect.poll(() => wanted.evaluate(looks), { message: `The focus at ${name} can be seen` }).not.toBe(plain)
  }
  expect(await wanted.evaluate((one) => one.matches(':focus-visible')), `The focus at ${name} is shown`).toBe(true)
  await expect.poll(() => wanted.evaluate(isUncovered), { message: `Nothing lies over ${name}` }).toBe(true)
  await page.evaluate(() => Object.assign(window, { reachedByKeyboard: true }))
}

/** Whether something has the focus, as it should since the keyboard was used on this page. */
function isKept(): boolean {
  return !('reachedByKeyboard' in window) || (document.activeElement !== null && document.activeElement !== document.body)
}

/** The key that leads there from what has the focus, and what that is. */
function wayTo(wanted: Element): { way: 'here' | 'Tab' | 'Shift+Tab'; from: string } {
  const at = document.activeElement ?? document.body
  const from = at.getAttribute('aria-label') ?? at.textContent?.slice(0, 40) ?? at.tagName
  if (at === wanted) return { way: 'here', from }
  const position = at.compareDocumentPosition(wanted)
  const back = position & Node.DOCUMENT_POSITION_PRECEDING && !(position & Node.DOCUMENT_POSITION_CONTAINS)
  return { way: back ? 'Shift+Tab' : 'Tab', from }
}

/** What a ring, a frame or a shade would change: of the element, and of the frame around a field. */
function looks(wanted: Element): string {
  const around = [wanted, wanted.nextElementSibling, wanted.parentElement, wanted.parentElement?.parentElement]
  return around
    .map((one) => {
      if (!one) return ''
      const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor } = getComputedStyle(one)
      return [outlineStyle === 'none' ? '' : `${outlineWidth} ${outlineColor}`, boxShadow, borderColor, backgroundColor].join(' | ')
    })
    .join('\n')
}

function isUncovered(wanted: Element): boolean {
  const box = wanted.getClientRects()[0]
  const top = box && document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)
  return top !== null && top !== undefined && (wanted.contains(top) || top.contains(wanted))
}
