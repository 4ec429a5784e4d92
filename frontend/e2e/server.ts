import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { announce } from './deployment.ts'

const READY_MS = 180_000
const REPOSITORY = resolve(import.meta.dirname, '../..')

/**
 * Starts a private, seeded instance of the real server for all journeys, and stops it behind them.
 * `STEWARD_URL` names a running one instead; `STEWARD_BIN` another binary.
 */
export default async function globalSetup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.STEWARD_URL !== undefined) return undefined
  const binary = process.env.STEWARD_BIN ?? join(REPOSITORY, 'target/debug/steward')
  const home = process.env.STEWARD_HOME ?? join(REPOSITORY, '.steward')
  const root = await mkdtemp(join(tmpdir(), 'steward-e2e-'))
  const [port, metrics, push] = [await freePort(), await freePort(), await freePort()]
  const url = `http://127.0.0.1:${port}`

  const output: string[] = []
  const server = spawn(
    binary,
    ['up', '--home', home, '--root', root, '--throw-away', '--listen', `127.0.0.1:${port}`, '--metrics-listen', `127.0.0.1:${metrics}`],
    {
      cwd: REPOSITORY,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        DATABASE_URL: '',
        REDIS_URL: '',
        STEWARD_PUBLIC_URL: url,
        STEWARD_PUSH_SERVICES: `http://127.0.0.1:${push}`,
      },
    },
  )
  server.stdout.on('data', (text: Buffer) => output.push(text.toString()))
  server.stderr.on('data', (text: Buffer) => output.push(text.toString()))
  const state: { ended?: string } = {}
  const ended = new Promise<void>((done) => {
    const end = (why: string) => {
      state.ended = why
      done()
    }
    server.on('exit', (code) => end(`it ended with ${code}`))
    server.on('error', (error) => end(error.message))
  })

  const stop = async () => {
    server.kill('SIGINT')
    await ended
    await rm(root, { recursive: true, force: true })
  }
  try {
    await ready(url, () => state.ended)
  } catch (error) {
    await stop()
    throw new Error(`${String(error)}\n${output.join('').slice(-4_000)}`)
  }
  process.env.STEWARD_URL = url
  announce({ binary, home, root, push })
  return stop
}

async function ready(url: string, ended: () => string | undefined): Promise<void> {
  const deadline = Date.now() + READY_MS
  while (Date.now() < deadline) {
    const why = ended()
    if (why !== undefined) throw new Error(`The server did not start: ${why}`)
    const answer = await fetch(`${url}/readyz`).catch(() => undefined)
    if (answer?.ok) return
    await new Promise((done) => setTimeout(done, 250))
  }
  throw new Error('The server was not ready in time')
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer()
    probe.on('error', fail)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      probe.close(() => done(port))
    })
  })
}
