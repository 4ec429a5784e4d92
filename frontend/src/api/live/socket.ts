import { backoff } from './backoff'
import { parseFrame, type Frame } from './frames'

export type LiveStatus =
  | { phase: 'idle' }
  | { phase: 'connecting'; again: boolean }
  | { phase: 'live' }
  | { phase: 'waiting'; until: number; offline: boolean }

/** A place in a log: everything up to `position` is known. */
export interface Cursor {
  logId: string
  position: number
}

export interface LiveOptions {
  /** Where the first connection begins; without it, at the log's end. */
  since: () => Cursor | undefined
  /** A single-use ticket; a rejection means "try later", `undefined` means "signed out". */
  ticket: () => Promise<string | undefined>
  url: (query: URLSearchParams) => string
  /** `resumed` tells whether frames since the last cursor follow. */
  onFrame: (frame: Frame, resumed: boolean) => void
  onStatus: (status: LiveStatus) => void
}

const PING_MS = 15_000
const SILENCE_MS = 8_000
/** Closed because of who is behind it: signed out or removed, or of a suspended business. */
const REFUSED = [4401, 4403]

/** One WebSocket with one cursor: it comes back by itself and asks for everything since. */
export class LiveSocket {
  #options: LiveOptions
  #socket: WebSocket | undefined
  #cursor: Cursor | undefined
  #attempt = 0
  #run = 0
  #retry: ReturnType<typeof setTimeout> | undefined
  #ping: ReturnType<typeof setTimeout> | undefined
  /** Waiting for a sign of life, which was asked for. */
  #asked = false
  #running = false

  constructor(options: LiveOptions) {
    this.#options = options
  }

  start(): void {
    if (this.#running) return
    this.#running = true
    addEventListener('online', this.#online)
    addEventListener('offline', this.#offline)
    document.addEventListener('visibilitychange', this.#seen)
    void this.#connect()
  }

  stop(): void {
    this.#running = false
    removeEventListener('online', this.#online)
    removeEventListener('offline', this.#offline)
    document.removeEventListener('visibilitychange', this.#seen)
    this.#drop()
    this.#cursor = undefined
    this.#options.onStatus({ phase: 'idle' })
  }

  /** Connects now instead of at the end of the pause. */
  retryNow(): void {
    if (!this.#running || this.#socket) return
    this.#attempt = 0
    void this.#connect()
  }

  /** Tells the server something, if it is there. */
  say(message: { type: string } & Record<string, unknown>): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message))
  }

  /** Asks now whether the server is there: somebody waits for it. */
  prod(): void {
    if (this.#socket?.readyState !== WebSocket.OPEN || this.#asked) return
    this.#socket.send('{"type":"ping"}')
    this.#listen(SILENCE_MS)
  }

  /** A page that slept cannot know what became of its socket. */
  readonly #seen = () => {
    if (document.visibilityState === 'visible') this.prod()
  }

  readonly #online = () => this.retryNow()

  /** A socket on a dead network stays "open" for minutes, so it is not believed. */
  readonly #offline = () => {
    this.#drop()
    this.#wait()
  }

  async #connect(): Promise<void> {
    this.#drop()
    const run = ++this.#run
    this.#options.onStatus({ phase: 'connecting', again: this.#cursor !== undefined || this.#attempt > 0 })
    let ticket: string | undefined
    try {
      ticket = await this.#options.ticket()
    } catch {
      if (run === this.#run) this.#wait()
      return
    }
    if (run !== this.#run || !this.#running) return
    if (ticket === undefined) return this.stop()
    this.#open(ticket)
  }

  #open(ticket: string): void {
    const query = new URLSearchParams({ ticket })
    const resumed = this.#cursor ?? this.#options.since()
    if (resumed) {
      query.set('log_id', resumed.logId)
      query.set('position', String(resumed.position))
    }
    const socket = new WebSocket(this.#options.url(query))
    this.#socket = socket
    this.#listen(SILENCE_MS)
    socket.onmessage = (message) => {
      if (socket !== this.#socket) return
      this.#listen()
      const frame = typeof message.data === 'string' ? parseFrame(message.data) : undefined
      if (frame) this.#take(frame, resumed !== undefined)
    }
    socket.onclose = ({ code }) => {
      if (socket !== this.#socket) return
      this.#drop()
      // The session may have ended: whether it has is asked at once, and not after a pause.
      if (REFUSED.includes(code) && this.#attempt++ === 0) void this.#connect()
      else this.#wait()
    }
  }

  #take(frame: Frame, resumed: boolean): void {
    if (frame.type === 'welcome') {
      this.#attempt = 0
      // A resumed socket first replays what was missed: its cursor moves with those frames.
      if (!this.#cursor) this.#cursor = { logId: frame.log_id, position: frame.position }
      this.#options.onStatus({ phase: 'live' })
    } else if (frame.type === 'resync') {
      this.#cursor = { logId: frame.log_id, position: frame.position }
    } else if (frame.type === 'event' || frame.type === 'cursor') {
      if (this.#cursor && frame.position <= this.#cursor.position) return
      if (this.#cursor) this.#cursor.position = frame.position
    }
    this.#options.onFrame(frame, resumed)
  }

  /** After some silence a ping is sent; silence after that means that nobody is there. */
  #listen(deadline = PING_MS): void {
    clearTimeout(this.#ping)
    this.#asked = deadline === SILENCE_MS
    this.#ping = setTimeout(() => {
      if (this.#socket?.readyState === WebSocket.OPEN && !this.#asked) {
        this.prod()
      } else {
        this.#drop()
        this.#wait()
      }
    }, deadline)
  }

  #wait(): void {
    if (!this.#running) return
    const delay = backoff(this.#attempt++)
    this.#options.onStatus({ phase: 'waiting', until: Date.now() + delay, offline: !navigator.onLine })
    clearTimeout(this.#retry)
    this.#retry = setTimeout(() => void this.#connect(), delay)
  }

  #drop(): void {
    clearTimeout(this.#retry)
    clearTimeout(this.#ping)
    const socket = this.#socket
    this.#socket = undefined
    this.#run += 1
    if (socket) {
      socket.onmessage = null
      socket.onclose = null
      socket.close()
    }
  }
}
