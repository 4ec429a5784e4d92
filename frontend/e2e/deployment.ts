import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, type Page } from '@playwright/test'

const run = promisify(execFile)

/** What keeps the server that was started for the journeys: a program, its home, and its services' folder. */
interface Deployment {
  binary: string
  home: string
  root: string
  /** The port of the push service that it may call besides those of browsers. */
  push: number
}

/** None when the journeys go to a server that somebody else started. */
export function deployment(): Deployment | undefined {
  const { STEWARD_E2E: found } = process.env
  return found === undefined ? undefined : (JSON.parse(found) as Deployment)
}

export function announce(it: Deployment | undefined): void {
  if (it === undefined) delete process.env.STEWARD_E2E
  else process.env.STEWARD_E2E = JSON.stringify(it)
}

/** Runs a statement as the owner of the database: what only a fault or a superuser would do. */
export async function sql(statement: string): Promise<string> {
  const { home } = needed()
  const version = (await readdir(home)).find((name) => name.startsWith('postgres-')) ?? ''
  const { DATABASE_URL: url = '' } = await services()
  const { stdout } = await run(join(home, version, 'bin/psql'), [url, '-At', '-v', 'ON_ERROR_STOP=1', '-c', statement])
  return stdout.trim()
}

/** Invites an operator from the command line, and joins as one. */
export async function joinAsOperator(page: Page, name: string): Promise<void> {
  const { binary, home } = needed()
  const email = `${name.toLowerCase()}-${Date.now()}@example.com`
  const { stdout } = await run(binary, ['operator', 'invite', '--home', home, '--name', name, '--email', email], {
    env: { ...process.env, ...(await services()) },
  })
  await page.goto(`/join#${/#(\S+)/.exec(stdout)?.[1] ?? ''}`)
  await page.getByLabel('Password', { exact: true }).fill('moon over three islands')
  await page.getByRole('button', { name: 'Join', exact: true }).click()
  await expect(page.getByRole('heading', { name: `Good to see you, ${name}.` })).toBeVisible()
}

function needed(): Deployment {
  const it = deployment()
  if (it === undefined) throw new Error('This journey needs a server of its own; unset STEWARD_URL')
  return it
}

/** Where the services of `steward up` listen. */
async function services(): Promise<Record<string, string>> {
  const lines = (await readFile(join(needed().root, 'services.env'), 'utf8')).split('\n')
  return Object.fromEntries(
    lines.flatMap((line) => {
      const [, name, value] = /^(\w+)=(.*)$/.exec(line) ?? []
      return name === undefined || value === undefined ? [] : [[name, value.replace(/^'(.*)'$|^"(.*)"$/, '$1$2')]]
    }),
  )
}
