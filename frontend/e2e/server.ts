import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { announce } from './deployment.ts'
import { Instance, binary, freePort, home } from './instance.ts'

/**
 * Starts a private, seeded instance of the real server for all journeys, and stops it behind them.
 * `STEWARD_URL` names a running one instead; `STEWARD_BIN` another binary.
 */
export default async function globalSetup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.STEWARD_URL !== undefined) return undefined
  const root = await mkdtemp(join(tmpdir(), 'steward-e2e-'))
  const [port, metrics, push] = [await freePort(), await freePort(), await freePort()]
  const url = `http://127.0.0.1:${port}`
  const server = await Instance.start(
    url,
    '/readyz',
    ['up', '--home', home, '--root', root, '--throw-away', '--listen', `127.0.0.1:${port}`, '--metrics-listen', `127.0.0.1:${metrics}`],
    {
      DATABASE_URL: '',
      REDIS_URL: '',
      STEWARD_PUBLIC_URL: url,
      STEWARD_PUSH_SERVICES: `http://127.0.0.1:${push}`,
    },
  ).catch(async (error: unknown) => {
    await rm(root, { recursive: true, force: true })
    throw error
  })
  process.env.STEWARD_URL = url
  announce({ binary, home, root, push })
  return async () => {
    await server.stop()
    await rm(root, { recursive: true, force: true })
  }
}
