import { expect, test } from '../e2e/app.ts'
import { keep, median } from './figures.ts'
import { MESSAGES, longConversation } from './long.ts'

const ROUNDS = 5
const TARGET_MS = 1_000

test('a conversation of 5,000 messages opens', async ({ signIn }) => {
  const luigi = await signIn('luigi@pizza.com')
  const { page } = luigi
  const id = await longConversation(luigi)
  // The time until a frame with the last message was painted, by the page's own clock.
  await page.addInitScript((last) => {
    const look = () => {
      if (document.querySelector('[role=log]')?.textContent?.includes(last)) requestAnimationFrame(() => performance.mark('painted'))
      else requestAnimationFrame(look)
    }
    Object.assign(window, { watch: look })
    requestAnimationFrame(look)
  }, `Line ${MESSAGES} of very many.`)

  const painted = async () => {
    const mark = await page.waitForFunction(() => performance.getEntriesByName('painted')[0]?.startTime)
    return mark.jsonValue()
  }
  const loads: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    await page.goto(`/c/${id}`)
    loads.push((await painted()) ?? NaN)
    expect(await luigi.history.locator('[data-index]').count()).toBeLessThan(200)
  }

  const clicks: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    await page.getByRole('link', { name: 'New conversation' }).click()
    await expect(page.getByRole('heading', { name: /Good to see you/ })).toBeVisible()
    await page.evaluate((path) => {
      performance.clearMarks()
      const link = document.querySelector<HTMLAnchorElement>(`a[href="${path}"]`)
      link?.addEventListener('click', () => {
        performance.mark('clicked')
        ;(window as unknown as { watch: () => void }).watch()
      }, { capture: true, once: true })
    }, `/c/${id}`)
    await page.locator(`a[href="/c/${id}"]`).first().click()
    const end = (await painted()) ?? NaN
    clicks.push(end - (await page.evaluate(() => performance.getEntriesByName('clicked')[0]?.startTime ?? NaN)))
  }
  await keep('1-open', [
    { name: 'Opening, full load', unit: 'ms', rounds: loads, target: `about ${TARGET_MS} ms`, met: median(loads) <= TARGET_MS },
    { name: 'Opening, by a click', unit: 'ms', rounds: clicks, target: `about ${TARGET_MS} ms`, met: median(clicks) <= TARGET_MS },
  ])
  expect(median(loads)).toBeLessThanOrEqual(TARGET_MS * 1.2)
  expect(median(clicks)).toBeLessThanOrEqual(TARGET_MS * 1.2)
})
