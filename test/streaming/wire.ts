import { createServer, type Server, type Socket } from 'node:net'
import type { Address, Connection, ConnectionEvents, Network } from '../../src/connect/network.ts'
import { nodeNetwork } from '../../src/connect/node-net.ts'

/**
 * The network of this machine, which tells what went over it: so a test waits for what has happened and not for time to
 * pass.
 */
export class Wire implements Network {
  /** Attempts to connect. */
  attempts = 0
  /** Bytes that were handed over to receivers. */
  bytes = 0
  /** Connections that were closed, also those that were never open. */
  closed = 0
  /** Connections that take nothing just now. */
  paused = 0
  #looks = new Set<() => void>()

  connect(address: Address, events: ConnectionEvents): Connection {
    this.attempts++
    const connection = nodeNetwork.connect(address, {
      open: () => this.#after(() => events.open?.()),
      data: (bytes) =>
        this.#after(() => {
          this.bytes += bytes.length
          events.data?.(bytes)
        }),
      end: () => this.#after(() => events.end?.()),
      close: (error) =>
        this.#after(() => {
          this.closed++
          events.close?.(error)
        }),
    })
    return this.#watched(connection)
  }

  listen: Network['listen'] = (address, accept) => nodeNetwork.listen(address, accept)

  /** Resolves once `holds` answers true; it is asked after everything that happens on the wire, and at `look`. */
  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!holds()) return
        this.#looks.delete(look)
        resolve()
      }
      this.#looks.add(look)
      look()
    })
  }

  /** Something happened elsewhere that a test may wait for. */
  look(): void {
    for (const look of [...this.#looks]) look()
  }

  #after(happen: () => void): void {
    happen()
    this.look()
  }

  #watched(connection: Connection): Connection {
    let paused = false
    const pause = (now: boolean): void => {
      if (paused !== now) this.paused += now ? 1 : -1
      paused = now
    }
    return {
      peer: connection.peer,
      write: (bytes) => connection.write(bytes),
      drained: () => connection.drained(),
      end: () => connection.end(),
      destroy: () => connection.destroy(),
      pause: () =>
        this.#after(() => {
          pause(true)
          connection.pause()
        }),
      resume: () =>
        this.#after(() => {
          pause(false)
          connection.resume()
        }),
    }
  }
}

/** A server on a port of this machine; it can go away and come back on the same port. */
export class LineServer implements AsyncDisposable {
  port = 0
  /** The connections that are open, in order of coming. */
  readonly peers: Socket[] = []
  #server: Server | undefined
  #waiting: ((peer: Socket) => void)[] = []

  /** `greet` is called with each peer that comes. */
  static async start(greet: (peer: Socket) => void = () => {}): Promise<LineServer> {
    const server = new LineServer()
    await server.open(greet)
    return server
  }

  async open(greet: (peer: Socket) => void = () => {}): Promise<void> {
    const server = createServer((peer) => {
      this.peers.push(peer)
      peer.on('error', () => {})
      peer.once('close', () => this.peers.splice(this.peers.indexOf(peer), 1))
      peer.resume()
      greet(peer)
      this.#waiting.shift()?.(peer)
    })
    this.#server = server
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve))
    this.port = (server.address() as { port: number }).port
  }

  /** The next peer that comes. */
  next(): Promise<Socket> {
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  /** Break all connections and listen no more. */
  async crash(): Promise<void> {
    const server = this.#server
    for (const peer of this.peers) peer.resetAndDestroy()
    await new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(() => resolve())))
    this.#server = undefined
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.crash()
  }
}

/** Resolves when a peer's connection is closed. */
export const closed = (peer: Socket): Promise<void> =>
  peer.closed ? Promise.resolve() : new Promise((resolve) => peer.once('close', () => resolve()))
