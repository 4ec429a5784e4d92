import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { chromium, type LaunchOptions } from '@playwright/test'
import { Person, expect, signInByForm, test, url } from '../e2e/app.ts'
import { freePort } from '../e2e/instance.ts'
import { keep, median, type Figure } from './figures.ts'

const run = promisify(execFile)

/** The last major that runs on Node 20; npm fetches it on first use. */
const LIGHTHOUSE = 'lighthouse@12.8.2'
const ROUNDS = 5
const TARGET = 95
const CATEGORIES = ['performance', 'accessibility', 'best-practices'] as const

interface Report {
  categories: Record<string, { score: number }>
  audits: Record<string, { id: string; title: string; score: number | null; displayValue?: string }>
  runtimeError?: { message: string }
}

/** Audits a page in a browser that somebody is signed in to (or nobody). */
async function audited(port: number, path: string, preset: string[], folder: string): Promise<Report> {
  const file = join(folder, 'report.json')
  await run(
    'npx',
    [
      '--yes', LIGHTHOUSE, `${url()}${path}`, `--port=${port}`, '--disable-storage-reset', '--quiet',
      `--only-categories=${CATEGORIES.join(',')}`, '--output=json', `--output-path=${file}`, ...preset,
    ],
    { maxBuffer: 64 << 20 },
  )
  const report = JSON.parse(await readFile(file, 'utf8')) as Report
  if (report.runtimeError) throw new Error(report.runtimeError.message)
  return report
}

test('Lighthouse finds little to say about sign-in and chat', async ({ launchOptions }: { launchOptions: LaunchOptions }) => {
  const folder = await mkdtemp(join(tmpdir(), 'steward-lighthouse-'))
  const port = await freePort()
  const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
    ...launchOptions,
    baseURL: url(),
    args: [...(launchOptions.args ?? []), `--remote-debugging-port=${port}`],
  })
  const figures: Figure[] = []
  const faults = new Set<string>()
  const look = async (name: string, path: string) => {
    for (const [device, preset] of [['phone', []], ['desktop', ['--preset=desktop']]] as const) {
      const scores = new Map<string, number[]>(CATEGORIES.map((category) => [category, []]))
      for (let round = 0; round < ROUNDS; round += 1) {
        const report = await audited(port, path, [...preset], folder)
        for (const category of CATEGORIES) scores.get(category)?.push(Math.round((report.categories[category]?.score ?? 0) * 100))
        for (const one of Object.values(report.audits)) {
          if (one.score !== null && one.score < 0.9) faults.add(`${name}, ${device}: ${one.id} ${one.displayValue ?? one.title}`)
        }
      }
      for (const [category, rounds] of scores) {
        figures.push({ name: `Lighthouse ${category}, ${name}, ${device}`, unit: '', rounds, target: `at least ${TARGET}`, met: median(rounds) >= TARGET })
      }
    }
  }
  try {
    const page = await context.newPage()
    await page.goto('/')
    await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible()
    await look('sign-in', '/')
    const john = new Person(await signInByForm(page, 'john@oakst.com'), page)
    await john.ask('When is the next cleaning scheduled?')
    const chat = new URL(page.url()).pathname
    await page.goto('about:blank')
    await look('chat', chat)
  } finally {
    await context.close()
    await rm(folder, { recursive: true, force: true })
  }
  await keep('3-lighthouse', figures)
  const missed = figures.filter(({ met }) => !met).map(({ name, rounds }) => `${name}: ${rounds.join(', ')}`)
  expect(missed, [...faults].toSorted().join('\n')).toEqual([])
})
