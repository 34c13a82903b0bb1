import type { Address, Connection, ConnectionEvents, Listener, Network } from '../../connect/network.ts'
import type { Pages } from '../../kernel/bytes/pages.ts'
import type { Logger } from '../../kernel/log.ts'
import { packageFile } from '../../kernel/package.ts'
import type { Thread, Threads } from '../../kernel/threads.ts'
import { thrownText } from '../../kernel/thrown.ts'
import { type FromReader, fromWireFailure, type ToReader } from './reading-messages.ts'

const ENTRY = packageFile('reader.ts', 'reader.js')

export interface ReadingParts {
  /** Where connections are opened that want no pages. */
  readonly network: Network
  readonly threads: Threads
  readonly pages: Pages
  readonly logger: Logger
  /** Bytes of a connection that may be read before they are handed on. */
  readonly ahead: number
  /** The module that the thread runs; only a test has another one. */
  readonly entry?: URL
}

/**
 * A network of which a thread of its own reads, into pages in shared memory: so bytes keep coming while this thread works.
 *
 * The thread is started for the first connection that wants pages. All that a connection tells it tells here, in the same
 * order. The process stays alive for open connections, and not for the thread.
 */
export class ReadingNetwork implements Network {
  readonly #parts: ReadingParts
  readonly #connections = new Map<number, ReadingConnection>()
  /** Pages of the thread, until nobody here needs them and the thread writes to them no more. */
  readonly #pages = new Map<number, Buffer>()
  #thread: Thread | undefined
  /** True when the thread has said something: one that cannot even begin is not tried again. */
  #isHeard = false
  #isUseless = false
  #isStopped = false
  #ids = 0

  constructor(parts: ReadingParts) {
    this.#parts = parts
  }

  connect(address: Address, events: ConnectionEvents): Connection {
    if (events.pages === undefined || this.#isUseless) return this.#parts.network.connect(address, events)
    const id = this.#ids++
    this.#thread ??= this.#start()
    const post = (message: ToReader): void => this.#thread?.post(message)
    const connection = new ReadingConnection({ id, address, events, post, told: this.#parts.ahead / 4 })
    this.#connections.set(id, connection)
    this.#thread.keepAlive?.(true)
    this.#thread.post({ kind: 'connect', id, address, ahead: this.#parts.ahead } satisfies ToReader)
    return connection
  }

  listen(address: Address, accept: (connection: Connection) => ConnectionEvents): Promise<Listener> {
    return this.#parts.network.listen(address, accept)
  }

  /** Where the program was bundled into one file, say, there is no module for a thread. */
  #goWithout(why: unknown): void {
    this.#isUseless = true
    this.#parts.logger.warn(
      `sockets are read by the thread of the program: another one cannot begin: ${thrownText(why)}`,
    )
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    await this.#thread?.stop()
  }

  #start(): Thread {
    return this.#parts.threads.start(this.#parts.entry ?? ENTRY, undefined, {
      message: (message) => this.#receive(message as FromReader),
      ended: (why) => {
        this.#thread = undefined
        if (!this.#isHeard && !this.#isStopped) this.#goWithout(why)
        this.#pages.clear()
        const open = [...this.#connections.values()]
        this.#connections.clear()
        for (const connection of open) connection.close(why as Error)
      },
    })
  }

  #receive(message: FromReader): void {
    this.#isHeard = true
    if (message.kind === 'page') this.#adopt(message.page, message.bytes)
    else if (message.kind === 'done') this.#done(message.page)
    else this.#tell(message)
  }

  #tell(message: Exclude<FromReader, { readonly kind: 'page' | 'done' }>): void {
    const connection = this.#connections.get(message.id)
    if (message.kind === 'data') {
      const bytes = this.#pages.get(message.page)?.subarray(message.from, message.to)
      if (bytes !== undefined) connection?.take(bytes, this.#parts.pages)
    } else if (message.kind === 'close') {
      this.#connections.delete(message.id)
      if (this.#connections.size === 0) this.#thread?.keepAlive?.(false)
      connection?.close(message.error && fromWireFailure(message.error))
    } else if (message.kind === 'open') connection?.open()
    else connection?.ended()
  }

  #done(number: number): void {
    const page = this.#pages.get(number)
    this.#pages.delete(number)
    if (page !== undefined) this.#parts.pages.done(page)
  }

  #adopt(number: number, { buffer, byteOffset, length }: Uint8Array): void {
    const page = Buffer.from(buffer, byteOffset, length)
    this.#pages.set(number, page)
    this.#parts.pages.adopt(page, () => this.#thread?.post({ kind: 'free', page: number } satisfies ToReader))
  }
}

interface ReadingConnectionParts {
  readonly id: number
  readonly address: Address
  readonly events: ConnectionEvents
  readonly post: (message: ToReader) => void
  /** The thread is told of what was handed on when so many bytes of it have come together. */
  readonly told: number
}

class ReadingConnection implements Connection {
  readonly peer: string
  readonly #id: number
  readonly #events: ConnectionEvents
  readonly #post: (message: ToReader) => void
  readonly #told: number
  /** What has come while it is paused. */
  readonly #waiting: (() => void)[] = []
  #isPaused = false
  #isDestroyed = false
  #taken = 0

  constructor({ id, address, events, post, told }: ReadingConnectionParts) {
    this.peer = `${address.host}:${address.port}`
    this.#id = id
    this.#events = events
    this.#post = post
    this.#told = told
  }

  write(bytes: Uint8Array | string): boolean {
    this.#post({ kind: 'write', id: this.#id, bytes })
    return true
  }

  async drained(): Promise<void> {}

  end(): void {
    this.#post({ kind: 'end', id: this.#id })
  }

  destroy(): void {
    this.#isDestroyed = true
    for (const drop of this.#waiting.splice(0)) drop()
    this.#post({ kind: 'destroy', id: this.#id })
  }

  pause(): void {
    this.#isPaused = true
    this.#post({ kind: 'pause', id: this.#id })
  }

  resume(): void {
    this.#isPaused = false
    this.#post({ kind: 'resume', id: this.#id })
    // One may pause it again.
    while (!this.#isPaused) {
      const next = this.#waiting.shift()
      if (next === undefined) return
      next()
    }
  }

  open(): void {
    if (!this.#isDestroyed) this.#events.open?.()
  }

  /** Bytes that the thread has read. */
  take(bytes: Buffer, pages: Pages): void {
    if (this.#isDestroyed) return
    pages.hold(bytes)
    this.#orLater(() => {
      if (!this.#isDestroyed) this.#events.data?.(bytes)
      pages.free(bytes)
      this.#tell(bytes.length)
    })
  }

  ended(): void {
    this.#orLater(() => {
      if (!this.#isDestroyed) this.#events.end?.()
    })
  }

  close(error: Error | undefined): void {
    this.#orLater(() => this.#events.close?.(error))
  }

  #orLater(f: () => void): void {
    if ((this.#isPaused || this.#waiting.length > 0) && !this.#isDestroyed) this.#waiting.push(f)
    else f()
  }

  #tell(bytes: number): void {
    this.#taken += bytes
    if (this.#taken < this.#told) return
    this.#post({ kind: 'taken', id: this.#id, bytes: this.#taken })
    this.#taken = 0
  }
}
