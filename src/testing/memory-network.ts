import type { Address, Connection, ConnectionEvents, Listener, Network } from '../connect/network.ts'
import { PageFiller } from '../connect/page-filler.ts'

/** The first port that `listen` with port 0 takes. */
const FIRST_FREE_PORT = 49152

/**
 * A network without a network: addresses are names in a table, bytes travel between microtasks, and connections fail
 * when a test says so.
 *
 * @example
 * const network = new MemoryNetwork()
 * const server = await network.listen({ host: 'localhost', port: 8888 }, (peer) => (peer.write('hello\n'), {}))
 * const sc = new SparkContext({ environment: { network } })
 */
export class MemoryNetwork implements Network {
  readonly #listeners = new Map<string, (connection: Connection) => ConnectionEvents>()
  readonly #ends = new Set<MemoryEnd>()
  #nextPort = FIRST_FREE_PORT
  #underWay = 0
  #quiet: (() => void)[] = []

  connect(address: Address, events: ConnectionEvents): Connection {
    const local = new MemoryEnd(this, `${address.host}:${address.port}`, events)
    this.later(() => this.#open(local, address))
    return local
  }

  async listen(address: Address, accept: (connection: Connection) => ConnectionEvents): Promise<Listener> {
    const port = address.port === 0 ? this.#freePort(address.host) : address.port
    const key = `${address.host}:${port}`
    if (this.#listeners.has(key)) throw systemError('EADDRINUSE', `listen EADDRINUSE: address already in use ${key}`)
    this.#listeners.set(key, accept)
    return {
      port,
      close: async () => {
        this.#listeners.delete(key)
      },
    }
  }

  /** Resolves when nothing is under way: everything written to a peer that takes it has arrived. */
  idle(): Promise<void> {
    if (this.#underWay === 0) return Promise.resolve()
    return new Promise((resolve) => this.#quiet.push(resolve))
  }

  /** Break every open connection, as when a cable is cut and noticed: both sides close with ECONNRESET. */
  breakAll(): void {
    for (const end of [...this.#ends]) end.break(systemError('ECONNRESET', 'read ECONNRESET'))
  }

  /** How many connections are open. */
  get connections(): number {
    return this.#ends.size / 2
  }

  /** @internal Run `f` in a turn of its own; `idle` waits for it. */
  later(f: () => void): void {
    this.#underWay++
    queueMicrotask(() => {
      f()
      if (--this.#underWay > 0) return
      const quiet = this.#quiet
      this.#quiet = []
      for (const resolve of quiet) resolve()
    })
  }

  /** @internal */
  closed(end: MemoryEnd): void {
    this.#ends.delete(end)
  }

  #open(local: MemoryEnd, address: Address): void {
    if (local.isClosed) return
    const accept = this.#listeners.get(local.peer)
    if (accept === undefined) {
      local.break(systemError('ECONNREFUSED', `connect ECONNREFUSED ${address.host}:${address.port}`))
      return
    }
    const remote = new MemoryEnd(this, `memory:${this.#nextPort++}`)
    local.join(remote)
    this.#ends.add(local).add(remote)
    remote.events = accept(remote)
    local.events.open?.()
  }

  #freePort(host: string): number {
    while (this.#listeners.has(`${host}:${this.#nextPort}`)) this.#nextPort++
    return this.#nextPort++
  }
}

/** Bytes that may wait for a peer before `write` answers false. */
const HIGH_WATER = 64 * 1024

/** One end of a connection. What is written at the other end waits here until it is handed over. */
class MemoryEnd implements Connection {
  readonly peer: string
  events: ConnectionEvents
  readonly #network: MemoryNetwork
  #other: MemoryEnd | undefined
  #unsent: Uint8Array[] = []
  #inbox: Uint8Array[] = []
  #waiting = 0
  #paused = false
  #scheduled = false
  #ended = false
  #peerEnded = false
  #closed = false
  #drains: (() => void)[] = []
  #filler: PageFiller | undefined

  constructor(network: MemoryNetwork, peer: string, events: ConnectionEvents = {}) {
    this.#network = network
    this.peer = peer
    this.events = events
  }

  get isClosed(): boolean {
    return this.#closed
  }

  /** Bytes that were sent and not taken by the peer. */
  get #unread(): number {
    return this.#other === undefined ? 0 : this.#other.#waiting
  }

  join(other: MemoryEnd): void {
    this.#other = other
    other.#other = this
    for (const bytes of this.#unsent) other.take(bytes)
    this.#unsent = []
    if (this.#ended) other.takeEnd()
  }

  write(bytes: Uint8Array | string): boolean {
    if (this.#closed || this.#ended) return true
    const copy = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : new Uint8Array(bytes)
    if (this.#other === undefined) this.#unsent.push(copy)
    else this.#other.take(copy)
    return this.#unread <= HIGH_WATER
  }

  drained(): Promise<void> {
    if (this.#closed || this.#unread <= HIGH_WATER) return Promise.resolve()
    return new Promise((resolve) => this.#drains.push(resolve))
  }

  end(): void {
    if (this.#ended || this.#closed) return
    this.#ended = true
    this.#other?.takeEnd()
  }

  destroy(): void {
    if (this.#closed) return
    this.end()
    this.close(undefined)
  }

  pause(): void {
    this.#paused = true
  }

  resume(): void {
    this.#paused = false
    this.#schedule()
  }

  /** Close both ends with an error; what waits is lost. */
  break(error: Error): void {
    const other = this.#other
    this.close(error)
    other?.close(error)
  }

  take(bytes: Uint8Array): void {
    if (this.#closed) return
    this.#inbox.push(bytes)
    this.#waiting += bytes.length
    this.#schedule()
  }

  takeEnd(): void {
    this.#peerEnded = true
    this.#schedule()
  }

  #schedule(): void {
    if (this.#scheduled || this.#closed) return
    this.#scheduled = true
    this.#network.later(() => {
      this.#scheduled = false
      this.#deliver()
    })
  }

  #deliver(): void {
    while (!this.#paused && !this.#closed) {
      const bytes = this.#inbox.shift()
      if (bytes === undefined) {
        if (this.#peerEnded) this.#finish()
        return
      }
      this.#waiting -= bytes.length
      if (this.#waiting <= HIGH_WATER) this.#other?.drain()
      this.#hand(bytes)
    }
  }

  #hand(bytes: Uint8Array): void {
    const { pages } = this.events
    if (pages === undefined) {
      this.events.data?.(bytes)
      // The bytes are valid only during the call; who kept them finds out.
      bytes.fill(0)
      return
    }
    this.#filler ??= new PageFiller(pages)
    for (let at = 0; at < bytes.length && !this.#closed; ) {
      const room = this.#filler.room()
      const part = bytes.subarray(at, at + room.length)
      room.set(part)
      at += part.length
      this.#filler.took(part.length)
      this.events.data?.(room.subarray(0, part.length))
    }
  }

  /** The peer has ended, so this end does, as a TCP socket that is not half-open. */
  #finish(): void {
    this.events.end?.()
    this.end()
    this.close(undefined)
  }

  drain(): void {
    const drains = this.#drains
    this.#drains = []
    for (const resolve of drains) resolve()
  }

  close(error: Error | undefined): void {
    if (this.#closed) return
    this.#closed = true
    this.#filler?.close()
    this.#inbox = []
    this.#network.closed(this)
    this.drain()
    this.events.close?.(error)
  }
}

const systemError = (code: string, message: string): Error => Object.assign(new Error(message), { code })
