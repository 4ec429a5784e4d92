import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net'

/** The way between a browser and the server, which can be cut as a cable is: nothing arrives, nothing is refused. */
export class Network {
  readonly #sockets = new Set<Socket>()
  #away = false
  #server: Server

  private constructor(server: Server) {
    this.#server = server
  }

  /** A way to this port of this machine. */
  static open(target: number): Promise<Network> {
    const server = createServer({ allowHalfOpen: true })
    const it = new Network(server)
    server.on('connection', (near) => {
      const far = connect({ port: target, host: '127.0.0.1', allowHalfOpen: true })
      it.#keep(near, far)
      it.#keep(far, near)
    })
    return new Promise((done) => server.listen(0, '127.0.0.1', () => done(it)))
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** From now on what is sent waits, also what was underway. */
  cut(): void {
    this.#away = true
    for (const socket of this.#sockets) socket.pause()
  }

  /** What waited goes on, as with packets that are sent again. */
  restore(): void {
    this.#away = false
    for (const socket of this.#sockets) socket.resume()
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise((done) => this.#server.close(done))
  }

  #keep(from: Socket, to: Socket): void {
    this.#sockets.add(from)
    if (this.#away) from.pause()
    from.on('data', (data) => to.write(data))
    from.on('end', () => to.end())
    from.on('error', () => to.destroy())
    from.on('close', () => {
      this.#sockets.delete(from)
      to.destroy()
    })
  }
}
