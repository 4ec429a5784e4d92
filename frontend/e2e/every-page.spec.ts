import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { close, expect, signInByForm, test, url } from './app.ts'
import { audit } from './audit.ts'
import { deployment, joinAsOperator } from './deployment.ts'

/** By anybody; what is behind the others needs a token, and is looked at where one is made. */
const OPEN = ['/sign-in', '/register', '/forgot-password', '/join', '/reset-password', '/suspended']
const OWNER = [
  '/', '/documents', '/documents/search', '/team', '/tasks', '/tasks?view=board', '/tasks?view=board&by=person', '/roster', '/approvals', '/logbook', '/reminders', '/memory', '/account', '/security', '/feedback',
  '/settings/business', '/settings/steward', '/settings/policies', '/settings/notices', '/settings/usage',
  '/log/events', '/log/timeline', '/log/history', '/log/audit', '/log/projections', '/log/dead-letters', '/nowhere',
]
const OPERATOR = ['/operator', '/log/projections', '/log/projections/tasks', '/log/dead-letters']
/** Pages of one thing: a journey of their own makes the thing, and looks at its page. */
const ELSEWHERE = [
  '/c/$conversationId', '/documents/$documentId', '/documents/$documentId/passages', '/documents/$documentId/versions',
  '/log/explain/$id', '/log/dead-letters/$projection/$position',
]

/** The page as it is once it has what it shows. */
async function settled(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await expect(page.locator('h1, h2').first()).toBeVisible()
  await expect(page.locator('.mantine-Skeleton-root')).toHaveCount(0)
  await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0)
}

async function look(page: Page, path: string): Promise<void> {
  await settled(page, path)
  await audit(page, path)
  for (const direction of ['ltr', 'rtl']) {
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 800 })
      await page.evaluate((dir) => document.documentElement.setAttribute('dir', dir), direction)
      const wider = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      await expect.poll(wider, `${path} is wider than ${width} px, ${direction}`).toBeLessThanOrEqual(0)
    }
  }
  await page.setViewportSize({ width: 1280, height: 800 })
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on any page, and none is wider than a screen, in ${colorScheme}`, async ({ browser }) => {
    test.setTimeout(300_000)
    const options = { baseURL: url(), colorScheme, reducedMotion: 'reduce' } as const
    const nobody = await browser.newContext(options)
    const open = await nobody.newPage()
    for (const path of OPEN) await look(open, path)
    await close(nobody)

    const mario = await browser.newContext(options)
    const page = await mario.newPage()
    await signInByForm(page, 'mario@pizza.com')
    for (const path of OWNER) await look(page, path)
    await close(mario)

    if (deployment() === undefined) return
    const operator = await browser.newContext(options)
    const console = await operator.newPage()
    await joinAsOperator(console, 'Toad')
    for (const path of OPERATOR) await look(console, path)
    await close(operator)
  })
}

test('no page is left out of that', async () => {
  const folder = join(import.meta.dirname, '../src/app/routes')
  const files = (await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8'))
  const source = (await Promise.all(files)).join('\n')
  const parents = new Map<string, string>()
  const paths = [...source.matchAll(/const (\w+) = createRoute\(\{([^]*?)\n?\}\)/g)].flatMap(([, name = '', body = '']) => {
    const own = /path: '([^']*)'/.exec(body)?.[1]
    const parent = /getParentRoute: \(\) => (\w+)/.exec(body)?.[1] ?? ''
    if (own === undefined) return []
    const whole = ((parents.get(parent) ?? '') + own).replace(/(.)\/$/, '$1')
    parents.set(name, whole)
    return [{ name, path: whole }]
  })
  const leaves = paths.filter(({ name }) => !source.includes(`getParentRoute: () => ${name},`)).map(({ path }) => path)
  const redirects = ['/settings', '/log']
  const known = new Set([...OPEN, ...OWNER, ...OPERATOR, ...ELSEWHERE, ...redirects, '/log/projections/$name'])
  expect(leaves.length).toBeGreaterThan(30)
  expect(leaves.filter((path) => !known.has(path))).toEqual([])
})
