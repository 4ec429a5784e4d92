import { spawn, type ChildProcess } from 'node:child_process'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'

const READY_MS = 180_000
const STOP_MS = 60_000
const REPOSITORY = resolve(import.meta.dirname, '../..')

/** The program that journeys start, and where its services' files lie. */
export const binary = process.env.STEWARD_BIN ?? join(REPOSITORY, 'target/debug/steward')
export const home = process.env.STEWARD_HOME ?? join(REPOSITORY, '.steward')

/** A process of ours: what it printed, and how it ended. */
export class Instance {
  private readonly output: string[] = []
  private why: string | undefined
  private readonly ended: Promise<void>

  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {
    child.stdout?.on('data', (text: Buffer) => this.output.push(text.toString()))
    child.stderr?.on('data', (text: Buffer) => this.output.push(text.toString()))
    this.ended = new Promise((done) => {
      const end = (why: string) => {
        this.why = why
        done()
      }
      child.on('exit', (code, signal) => end(`it ended with ${code ?? signal}`))
      child.on('error', (error) => end(error.message))
    })
  }

  /** Starts `steward` with these arguments; `url` is where it answers `GET <probe>` once it is ready. */
  static async start(url: string, probe: string, args: string[], env: Record<string, string> = {}): Promise<Instance> {
    const child = spawn(binary, args, { cwd: REPOSITORY, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } })
    const it = new Instance(child, url)
    try {
      await it.ready(probe)
    } catch (error) {
      await it.stop()
      throw new Error(`${String(error)}\n${it.output.join('').slice(-4_000)}`, { cause: error })
    }
    return it
  }

  /** Ends it as an operator would, and kills it when it does not listen. */
  async stop(): Promise<void> {
    const late = setTimeout(() => this.child.kill('SIGKILL'), STOP_MS)
    this.child.kill('SIGINT')
    await this.ended
    clearTimeout(late)
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL')
    await this.ended
  }

  private async ready(probe: string): Promise<void> {
    const deadline = Date.now() + READY_MS
    while (Date.now() < deadline) {
      if (this.why !== undefined) throw new Error(`The server did not start: ${this.why}`)
      const answer = await fetch(`${this.url}${probe}`).catch(() => undefined)
      if (answer?.ok) return
      await new Promise((done) => setTimeout(done, 250))
    }
    throw new Error('The server was not ready in time')
  }
}

export function freePort(): Promise<number> {
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
