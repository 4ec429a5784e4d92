import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify, type ECDH } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'

/** What a device was told, and by which message it would be replaced. */
export interface Pushed {
  topic: string
  message: { title: string; body: string; tag: string }
}

/** A push service and the one device behind it. It refuses what RFC 8291 and RFC 8292 do not allow. */
export class PushService {
  readonly pushed: Pushed[] = []
  readonly endpoint: string
  readonly auth = randomBytes(16)
  #device: ECDH = createECDH('prime256v1')
  #server: Server

  constructor(port: number) {
    const origin = `http://127.0.0.1:${port}`
    this.endpoint = `${origin}/device`
    this.#device.generateKeys()
    this.#server = createServer((request, answer) => {
      read(request).then(
        (body) => {
          signed(request.headers.authorization ?? '', origin)
          this.pushed.push({ topic: String(request.headers['topic']), message: this.#open(body) })
          answer.writeHead(201).end()
        },
      ).catch((error: unknown) => answer.writeHead(400).end(String(error)))
    }).listen(port, '127.0.0.1')
  }

  get p256dh(): string {
    return this.#device.getPublicKey('base64url')
  }

  close(): Promise<void> {
    return new Promise((done) => this.#server.close(() => done()))
  }

  /** RFC 8291, 3: one record of aes128gcm (RFC 8188). */
  #open(body: Buffer): Pushed['message'] {
    const [salt, length] = [body.subarray(0, 16), body[20] ?? 0]
    const sender = body.subarray(21, 21 + length)
    const sealed = body.subarray(21 + length)
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), this.#device.getPublicKey(), sender])
    const ikm = Buffer.from(hkdfSync('sha256', this.#device.computeSecret(sender), this.auth, info, 32))
    const derive = (name: string, size: number) =>
      Buffer.from(hkdfSync('sha256', ikm, salt, Buffer.from(`Content-Encoding: ${name}\0`), size))
    const open = createDecipheriv('aes-128-gcm', derive('aes128gcm', 16), derive('nonce', 12))
    open.setAuthTag(sealed.subarray(-16))
    const padded = Buffer.concat([open.update(sealed.subarray(0, -16)), open.final()])
    // The last record ends with 2 and zeros.
    return JSON.parse(padded.subarray(0, padded.lastIndexOf(2)).toString()) as Pushed['message']
  }
}

/** RFC 8292, 2 to 3: a statement for this service, good for a day at most, by the key that is named. */
function signed(authorization: string, origin: string): void {
  const [, token = '', key = ''] = /^vapid t=(\S+), k=(\S+)$/.exec(authorization) ?? []
  const [head = '', claims = '', signature = ''] = token.split('.')
  const point = Buffer.from(key, 'base64url')
  const jwk = { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') }
  const good = verify(
    'sha256',
    Buffer.from(`${head}.${claims}`),
    { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  )
  const { aud, exp, sub } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { aud: string; exp: number; sub: string }
  const left = exp - Date.now() / 1000
  if (!good || aud !== origin || left <= 0 || left > 86_400 || !/^(mailto|https):/.test(sub)) throw new Error('not signed')
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts)
}
