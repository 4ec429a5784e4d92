import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { backoff } from '@/api/live/backoff'
import { parseFrame, type Frame } from '@/api/live/frames'
import { affectedKeys } from '@/api/live/invalidate'
import { LiveSocket, type Cursor, type LiveStatus } from '@/api/live/socket'
import { AnswerStreams } from '@/api/live/streams'

class FakeSocket {
  static all: FakeSocket[] = []
  static readonly OPEN = 1
  readyState = 1
  sent: string[] = []
  closed = false
  onmessage: ((message: { data: string }) => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null
  readonly url: URL
  constructor(url: string) {
    this.url = new URL(url)
    FakeSocket.all.push(this)
  }
  send(text: string) {
    this.sent.push(text)
  }
  close() {
    this.closed = true
  }
  say(frame: object) {
    this.onmessage?.({ data: JSON.stringify(frame) })
  }
  break(code = 1006) {
    this.onclose?.({ code })
  }
}

const event = (position: number) => ({
  type: 'event',
  position,
  event: 'ReplyGiven',
  resource: { type: 'conversation', id: 'c' },
  occurred_at: '2026-11-24T10:00:00Z',
})

describe('LiveSocket', () => {
  const frames: Frame[] = []
  const statuses: LiveStatus[] = []
  let socket: LiveSocket
  let tickets = 0
  let since: Cursor | undefined
  let replayed: boolean | undefined

  beforeEach(() => {
    vi.useFakeTimers()
    vi.stubGlobal('WebSocket', FakeSocket)
    FakeSocket.all = []
    frames.length = 0
    statuses.length = 0
    tickets = 0
    since = undefined
    socket = new LiveSocket({
      since: () => since,
      ticket: () => Promise.resolve(`t${++tickets}`),
      url: (query) => `ws://test/ws?${query.toString()}`,
      onFrame: (frame, resumed) => {
        frames.push(frame)
        replayed = resumed
      },
      onStatus: (status) => statuses.push(status),
    })
  })
  afterEach(() => {
    socket.stop()
    vi.useRealTimers()
  })

  const latest = () => FakeSocket.all.at(-1) ?? expect.fail('no socket')
  const settle = () => vi.advanceTimersByTimeAsync(0)

  it('starts live, without a cursor, and resumes behind the last frame with a fresh ticket', async () => {
    socket.start()
    await settle()
    expect([...latest().url.searchParams]).toEqual([['ticket', 't1']])
    latest().say({ type: 'welcome', log_id: 'L', position: 10 })
    latest().say(event(11))
    latest().say({ type: 'cursor', position: 14 })
    latest().break()
    expect(statuses.at(-1)?.phase).toBe('waiting')
    await vi.advanceTimersByTimeAsync(1_000)
    expect([...latest().url.searchParams]).toEqual([['ticket', 't2'], ['log_id', 'L'], ['position', '14']])
  })

  it('begins where the first answers were, so that nothing needs to be read twice', async () => {
    since = { logId: 'L', position: 7 }
    socket.start()
    await settle()
    expect([...latest().url.searchParams]).toEqual([['ticket', 't1'], ['log_id', 'L'], ['position', '7']])
    expect(statuses.at(-1)).toEqual({ phase: 'connecting', again: false })
    latest().say({ type: 'welcome', log_id: 'L', position: 7 })
    expect(replayed).toBe(true)
    latest().say(event(8))
    latest().break()
    since = { logId: 'L', position: 99 }
    await vi.advanceTimersByTimeAsync(1_000)
    expect(latest().url.searchParams.get('position')).toBe('8')
  })

  it('asks at once who is signed in when it was closed for that, but only once', async () => {
    socket.start()
    await settle()
    latest().say({ type: 'welcome', log_id: 'L', position: 1 })
    latest().break(4401)
    await settle()
    expect(tickets).toBe(2)
    latest().break(4401)
    await settle()
    expect(tickets).toBe(2)
    expect(statuses.at(-1)?.phase).toBe('waiting')
  })

  it('shows a repeated frame once', async () => {
    socket.start()
    await settle()
    latest().say({ type: 'welcome', log_id: 'L', position: 10 })
    latest().say(event(11))
    latest().say(event(11))
    latest().say(event(12))
    expect(frames.filter((frame) => frame.type === 'event').map((frame) => frame.position)).toEqual([11, 12])
  })

  it('takes another log after a resync', async () => {
    socket.start()
    await settle()
    latest().say({ type: 'welcome', log_id: 'L', position: 900 })
    latest().say({ type: 'resync', log_id: 'M', position: 3 })
    latest().say(event(4))
    latest().break()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(latest().url.searchParams.get('log_id')).toBe('M')
    expect(latest().url.searchParams.get('position')).toBe('4')
  })

  it('pings into silence and leaves a socket that does not answer', async () => {
    socket.start()
    await settle()
    latest().say({ type: 'welcome', log_id: 'L', position: 1 })
    await vi.advanceTimersByTimeAsync(15_000)
    expect(latest().sent).toEqual(['{"type":"ping"}'])
    latest().say({ type: 'pong' })
    await vi.advanceTimersByTimeAsync(15_000)
    expect(latest().sent).toHaveLength(2)
    const silent = latest()
    await vi.advanceTimersByTimeAsync(8_000)
    expect(silent.closed).toBe(true)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(latest()).not.toBe(silent)
  })

  it('asks at once when somebody waits or comes back to the page, and not twice', async () => {
    socket.start()
    await settle()
    latest().say({ type: 'welcome', log_id: 'L', position: 1 })
    socket.prod()
    socket.prod()
    document.dispatchEvent(new Event('visibilitychange'))
    expect(latest().sent).toEqual(['{"type":"ping"}'])
    latest().say({ type: 'pong' })
    document.dispatchEvent(new Event('visibilitychange'))
    expect(latest().sent).toHaveLength(2)
    const silent = latest()
    await vi.advanceTimersByTimeAsync(8_000)
    expect(silent.closed).toBe(true)
  })

  it('does not believe an open socket once the browser is offline', async () => {
    socket.start()
    await settle()
    latest().say({ type: 'welcome', log_id: 'L', position: 1 })
    const dead = latest()
    dispatchEvent(new Event('offline'))
    expect(dead.closed).toBe(true)
    dispatchEvent(new Event('online'))
    await settle()
    expect(latest()).not.toBe(dead)
  })

  it('stops when there is nobody signed in', async () => {
    const refused = new LiveSocket({
      ticket: () => Promise.resolve(undefined),
      since: () => undefined,
      url: () => 'ws://test/',
      onFrame: () => undefined,
      onStatus: (status) => statuses.push(status),
    })
    refused.start()
    await settle()
    expect(statuses.at(-1)).toEqual({ phase: 'idle' })
    expect(FakeSocket.all).toHaveLength(0)
  })
})

describe('AnswerStreams', () => {
  const delta = (generation: number, index: number, text: string) =>
    ({ type: 'delta', turn_id: 't', conversation_id: 'c', generation, index, text }) as const

  it('joins pieces in order, each once', () => {
    const streams = new AnswerStreams()
    for (const piece of [delta(1, 0, 'Hello '), delta(1, 1, 'you'), delta(1, 1, 'you'), delta(1, 0, 'Hello ')]) streams.take(piece)
    expect(streams.get('t')?.text).toBe('Hello you')
  })

  it('a higher generation replaces the text, a lower one is ignored', () => {
    const streams = new AnswerStreams()
    streams.take(delta(1, 0, 'Wrong'))
    streams.take(delta(2, 0, 'Right'))
    streams.take(delta(1, 1, ' again'))
    expect(streams.get('t')?.text).toBe('Right')
    streams.drop('t')
    expect(streams.get('t')).toBeUndefined()
  })
})

it('waits longer each time, up to a bound, and never the same for all', () => {
  expect(backoff(0, () => 0)).toBe(250)
  expect(backoff(0, () => 1)).toBe(500)
  expect(backoff(3, () => 1)).toBe(4_000)
  expect(backoff(40, () => 1)).toBe(20_000)
})

it('knows which lists an event touches', () => {
  const frame = parseFrame(JSON.stringify({ ...event(3), conversation_id: 'c', turn_id: 't' }))
  expect(frame?.type === 'event' && affectedKeys(frame)).toEqual([['conversations'], ['messages', 'c'], ['feedback']])
})

it('looks again at everything when the business has another name, zone or language', () => {
  const frame = parseFrame(JSON.stringify({ ...event(3), event: 'ProfileChanged', resource: { type: 'tenant', id: 't' } }))
  expect(frame?.type === 'event' && affectedKeys(frame)).toEqual([[]])
})

it('looks again at what a reminder concerns, and at the messages when a turn is at something else', () => {
  const about = (name: string, type: string, more = {}) =>
    parseFrame(JSON.stringify({ ...event(3), event: name, resource: { type, id: 'r' }, ...more }))
  const fired = about('ReminderFired', 'reminder')
  expect(fired?.type === 'event' && affectedKeys(fired)).toEqual([['reminders'], ['actions'], ['messages']])
  const failed = about('ModelAttemptFailed', 'turn', { conversation_id: 'c' })
  expect(failed?.type === 'event' && affectedKeys(failed)).toEqual([['turns', 'r'], ['messages', 'c']])
})

it('ignores frames of a newer server, and garbage', () => {
  expect(parseFrame('{"type":"hologram"}')).toBeUndefined()
  expect(parseFrame('nonsense')).toBeUndefined()
  expect(parseFrame('null')).toBeUndefined()
})
