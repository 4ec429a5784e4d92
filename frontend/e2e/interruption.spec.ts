import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from '@playwright/test'
import { Person, close, expect, signInByForm, test, watch } from './app.ts'
import { Instance, freePort, home } from './instance.ts'
import { Model } from './model.ts'
import { Network } from './network.ts'

const AWAY_MS = 30_000
/** What is being answered when it happens, and what is asked meanwhile. */
const LONG = 'What is all that about?'
const NEXT = 'And what comes after it?'

/** A server with a model of its own, behind a network that can be cut. */
let server: Instance
let model: Model
let network: Network
let root: string
let start: () => Promise<Instance>

test.beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'steward-e2e-'))
  const [port, metrics] = [await freePort(), await freePort()]
  network = await Network.open(port)
  model = await Model.start()
  start = () =>
    Instance.start(
      `http://127.0.0.1:${port}`,
      '/readyz',
      ['up', '--home', home, '--root', root, '--listen', `127.0.0.1:${port}`, '--metrics-listen', `127.0.0.1:${metrics}`],
      {
        DATABASE_URL: '',
        REDIS_URL: '',
        STEWARD_PUBLIC_URL: `http://127.0.0.1:${network.port}`,
        ...model.settings,
      },
    )
  server = await start()
})

test.afterAll(async () => {
  await server.stop()
  await model.stop()
  await network.close()
  await rm(root, { recursive: true, force: true })
})

/** Signs in through the network, and has a first answer, so that the next one is asked in the same conversation. */
async function inConversation(browser: Browser, email: string): Promise<Person> {
  const context = await browser.newContext({ baseURL: `http://127.0.0.1:${network.port}` })
  const page = await context.newPage()
  const person = new Person(await signInByForm(page, email), page)
  await person.ask('Who is on shift tomorrow at 10am?')
  // A page that was loaded anew would not have it any more.
  await page.evaluate(() => Object.assign(window, { stillThere: true }))
  return person
}

/** Asks what is answered so slowly that the answer is still being written when this returns. */
async function inMidAnswer(person: Person): Promise<void> {
  await model.answer(NEXT, 'Nothing at all.')
  await model.answer(LONG, `The beginning is here. ${'Then there is more of it. '.repeat(20)}The end is here.`)
  await model.slow(700, 1)
  await person.say(LONG)
  await expect(person.history).toContainText('The beginning is here.')
  await expect(person.history).not.toContainText('The end is here.')
}

async function endsRight(person: Person): Promise<void> {
  const questions = [LONG, NEXT]
  await expect(person.replies).toHaveCount(questions.length + 1)
  await expect(person.history).toHaveAttribute('aria-busy', 'false')
  await expect(person.history).toContainText('The end is here.')
  for (const question of questions) await expect(person.history.getByText(question, { exact: true })).toHaveCount(1)
  expect(await person.page.evaluate(() => 'stillThere' in window), 'the page was not loaded anew').toBe(true)
  const seen = await person.replies.allInnerTexts()
  await person.page.reload()
  await expect(person.replies).toHaveCount(questions.length + 1)
  for (const question of questions) await expect(person.history.getByText(question, { exact: true })).toHaveCount(1)
  await expect.poll(() => person.replies.allInnerTexts(), 'what the server kept is what was on the screen').toEqual(seen)
}

test('a network that is away for half a minute in mid-answer costs nothing', async ({ browser }) => {
  test.setTimeout(180_000)
  const luigi = await inConversation(browser, 'luigi@pizza.com')
  const faults: string[] = []
  watch(luigi.page, faults)
  await inMidAnswer(luigi)
  network.cut()
  const cutAt = Date.now()
  await luigi.say(NEXT)
  await expect(luigi.page.getByText(/continue where they stopped/)).toBeVisible({ timeout: AWAY_MS })
  await expect.poll(() => Date.now() - cutAt, { timeout: AWAY_MS + 5_000 }).toBeGreaterThan(AWAY_MS)
  network.restore()
  await endsRight(luigi)
  await close(luigi.page.context())
  expect(faults).toEqual([])
})

test('a server that is killed in mid-answer and started again goes on with it', async ({ browser }) => {
  test.setTimeout(240_000)
  const peach = await inConversation(browser, 'peach@pizza.com')
  const faults: string[] = []
  watch(peach.page, faults)
  await inMidAnswer(peach)
  await server.kill()
  await peach.say(NEXT)
  await expect(peach.page.getByText(/continue where they stopped/)).toBeVisible()
  server = await start()
  await endsRight(peach)
  await close(peach.page.context())
  expect(faults).toEqual([])
})
