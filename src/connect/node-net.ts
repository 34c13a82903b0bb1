import { connect, createServer, type Server, type Socket } from 'node:net'
import type { Address, Connection, ConnectionEvents, Listener, Network } from './network.ts'
import { PageFiller } from './page-filler.ts'

/** The buffer into which a connection reads, again and again. */
const READ = 256 * 1024

/**
 * A silent peer is asked for a sign of life after this many ms. Without an answer the connection is closed with an error
 * some seconds later: so a peer that went away without a word is noticed.
 */
const KEEP_ALIVE = 10_000

/** Who names no host means this machine alone. */
const LOOPBACK = '127.0.0.1'

/** TCP through Node. An open connection or listener keeps the process alive. */
export const nodeNetwork: Network = {
  connect: (address, events) => new Outgoing(address, events),
  listen: (address, accept) =>
    new Promise((resolve, reject) => {
      const options = { noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE }
      const server = createServer(options, (socket) => {
        const events = accept(new NodeConnection(socket, peerOf(socket)))
        socket.on('data', (bytes) => events.data?.(bytes))
        report(socket, events)
      })
      server.once('error', reject)
      server.listen(address.port, address.host || LOOPBACK, () => {
        server.off('error', reject)
        // A connection that fails while it is accepted is the peer's loss, not ours.
        server.on('error', () => {})
        resolve(new NodeListener(server))
      })
    }),
}

class NodeConnection implements Connection {
  readonly peer: string
  readonly #socket: Socket

  constructor(socket: Socket, peer: string) {
    this.#socket = socket
    this.peer = peer
  }

  write(bytes: Uint8Array | string): boolean {
    // What comes after the end is lost, and there is nothing to wait for.
    return !this.#socket.writable || this.#socket.write(bytes)
  }

  drained(): Promise<void> {
    const socket = this.#socket
    if (!socket.writableNeedDrain || socket.destroyed) return Promise.resolve()
    return new Promise((resolve) => {
      const done = (): void => {
        socket.off('drain', done).off('close', done)
        resolve()
      }
      socket.on('drain', done).on('close', done)
    })
  }

  end(): void {
    this.#socket.end()
  }

  destroy(): void {
    this.#socket.destroy()
  }

  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }
}

class Outgoing extends NodeConnection {
  constructor(address: Address, events: ConnectionEvents) {
    const host = address.host || LOOPBACK
    const filler = events.pages && new PageFiller(events.pages)
    const onread = {
      // Without pages one buffer for all reads: at high rates most of the cost of a stream of buffers is making them.
      buffer: filler === undefined ? Buffer.allocUnsafeSlow(READ) : () => filler.room(),
      callback(count: number, buffer: Uint8Array): boolean {
        filler?.took(count)
        events.data?.(buffer.subarray(0, count))
        return !socket.isPaused()
      },
    }
    const options = {
      host,
      port: address.port,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE,
      onread,
    }
    const socket = connect(options)
    super(socket, hostPort(host, address.port))
    socket.once('connect', () => events.open?.())
    socket.once('close', () => filler?.close())
    report(socket, events)
  }
}

function report(socket: Socket, events: ConnectionEvents): void {
  let failure: Error | undefined
  socket.on('error', (error) => {
    failure = error
  })
  socket.once('end', () => events.end?.())
  socket.once('close', () => events.close?.(failure))
}

const peerOf = (socket: Socket): string => hostPort(socket.remoteAddress ?? 'unknown', socket.remotePort ?? 0)

const hostPort = (host: string, port: number): string => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`)

class NodeListener implements Listener {
  readonly port: number
  readonly #server: Server

  constructor(server: Server) {
    const address = server.address()
    this.port = typeof address === 'object' && address !== null ? address.port : 0
    this.#server = server
  }

  /** Accept nothing more. Connections that are open stay so until one of their ends closes them. */
  async close(): Promise<void> {
    this.#server.close()
  }
}
