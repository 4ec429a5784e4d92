import { Instance, freePort, home } from './instance.ts'

/** An offline model of the test's own, which can be told what to say and how slowly. */
export class Model {
  private constructor(
    readonly url: string,
    private readonly server?: Instance,
  ) {}

  static async start(): Promise<Model> {
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    const listen = { STEWARD_OFFLINE_MODEL_LISTEN: `127.0.0.1:${port}` }
    return new Model(url, await Instance.start(url, '/_requests', ['offline-model', '--home', home], listen))
  }

  /** The one that was started elsewhere. */
  static at(url: string): Model {
    return new Model(url)
  }

  /** What a server must be told to ask this model. */
  get settings(): Record<string, string> {
    return {
      GOOGLE_API_KEY: 'any',
      STEWARD_MODEL_URL: this.url,
      STEWARD_MODEL: 'offline-steward',
      STEWARD_EMBEDDING_MODEL: 'all-MiniLM-L6-v2',
      STEWARD_EMBEDDING_DIMENSIONS: '384',
    }
  }

  /** The next requests are answered with a pause before each piece. */
  async slow(ms: number, requests: number): Promise<void> {
    await this.#tell('/_faults', { clear: true, chat: Array(requests).fill({ kind: 'slow', ms }) })
  }

  /** Whoever says just this is told that. */
  async answer(message: string, text: string): Promise<void> {
    await this.#tell('/_scripts', { message, steps: [{ say: text }] })
  }

  async stop(): Promise<void> {
    await this.server?.stop()
  }

  async #tell(path: string, body: unknown): Promise<void> {
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${this.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    if (!answer.ok) throw new Error(`The model refused ${path}: ${await answer.text()}`)
  }
}
