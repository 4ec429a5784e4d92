import { join } from 'node:path'
import type { Page } from '@playwright/test'

/** The width from which a screen is no phone's. */
const WIDE = 700

/**
 * Keeps what a journey shows right now for the documentation: only under `npm run pictures`, which
 * says where to. A phone's has its own name.
 */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.PICTURES
  if (!folder) return
  const phone = (page.viewportSize()?.width ?? 0) < WIDE
  // Whatever slides in has arrived.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map((one) => one.finished)))
  await page.screenshot({ path: join(folder, `${name}${phone ? '-phone' : ''}.png`), caret: 'hide' })
}
