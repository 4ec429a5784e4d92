import type { Locator, Page } from '@playwright/test'

/** Drags something with the mouse, or a finger that takes it by its handle. */
export async function drag(page: Page, by: 'mouse' | 'finger', what: Locator, to: Locator): Promise<void> {
  if (by === 'mouse') return what.dragTo(to)
  await what.scrollIntoViewIfNeeded()
  const grip = await what.locator('[data-grip]').boundingBox()
  const target = await to.boundingBox()
  if (!grip || !target) throw new Error('Nothing to take, or nowhere to go')
  const client = await page.context().newCDPSession(page)
  const finger = (type: 'touchStart' | 'touchMove' | 'touchEnd', x: number, y: number) =>
    client.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y }] })
  const [x, y] = [grip.x + grip.width / 2, grip.y + grip.height / 2]
  await finger('touchStart', x, y)
  for (let step = 1; step <= 8; step += 1) await finger('touchMove', x, y + ((target.y + 8 - y) * step) / 8)
  await finger('touchEnd', x, target.y + 8)
  await client.detach()
}
