import type { Pages } from '../kernel/bytes/pages.ts'
import { StreamError } from '../kernel/errors.ts'
import { thrownText } from '../kernel/thrown.ts'
import type { Decoder, Decoding } from './decoder.ts'
import { IdleWatch } from './idle-watch.ts'
import type { Address, Connection, ConnectionEvents } from './network.ts'
import { Receiver } from './receiver.ts'

/** What a socket receiver connects to, and what it makes of the bytes. */
export interface SocketOptions<T> {
  readonly host: string
  readonly port: number
  readonly decoding: Decoding<T>
  /** Silence, in ms, after which the connection counts as lost. Default: only the keep-alive of the network notices. */
  readonly idleTimeout?: number | undefined
}

/**
 * Connects to an address and stores the records that a decoder makes of what comes.
 *
 * A connection that is refused, ends, fails, sends what the decoder refuses, or is silent for too long is opened again
 * after the restart delay. What had come is kept, but for the bytes of a record that was not complete; after a proper
 * end the decoder may make a record of those too. While the records may not be stored as fast as they come the
 * connection is paused, so that the network slows the peer down.
 *
 * Errors    reported, never thrown: CONN_REFUSED, CONN_LOST, CONN_IDLE, CONN_LINE_TOO_LONG, E_USER_FUNCTION
 * Source    Spark Streaming's SocketReceiver
 */
export class SocketReceiver<T> extends Receiver<T> {
  readonly #options: SocketOptions<T>
  #session: Session<T> | undefined

  constructor(options: SocketOptions<T>) {
    super()
    this.#options = options
  }

  onStart(): void {
    const { host, port, decoding, idleTimeout } = this.#options
    this.#session = new Session(this, { host, port }, decoding.create(), idleTimeout)
  }

  onStop(): void {
    this.#session?.shut()
    this.#session = undefined
  }
}

/** One connection, from the attempt to open it to its end. After the end nothing that comes from it counts. */
class Session<T> implements ConnectionEvents {
  readonly #receiver: Receiver<T>
  readonly #address: string
  readonly #decoder: Decoder<T>
  readonly #connection: Connection
  readonly #watch: IdleWatch | undefined
  readonly pages: Pages | undefined
  #opened = false
  #over = false

  constructor(receiver: Receiver<T>, address: Address, decoder: Decoder<T>, idleTimeout: number | undefined) {
    const { clock, network } = receiver.host
    this.#receiver = receiver
    this.#address = `${address.host}:${address.port}`
    this.#decoder = decoder
    this.pages = decoder.pieces !== undefined || decoder.copies === true ? receiver.host.pages : undefined
    this.#watch =
      idleTimeout === undefined ? undefined : new IdleWatch(clock, idleTimeout, () => this.#silent(idleTimeout))
    this.#connection = network.connect(address, this)
  }

  open(): void {
    this.#opened = true
    this.#watch?.touch()
  }

  data(bytes: Uint8Array): void {
    if (this.#over) return
    this.#watch?.touch()
    const decoder = this.#decoder
    let refusal: StreamError | undefined
    const store = (): boolean => {
      const { host } = this.#receiver
      const pieces = host.storePieces === undefined ? undefined : decoder.pieces?.(bytes, this.pages)
      const records = pieces === undefined ? decoder.decode(bytes) : undefined
      refusal = decoder.refusal
      return pieces === undefined ? this.#store(records ?? []) : host.storePieces?.(pieces) === true
    }
    if (!this.#guarded(store)) this.#pause()
    if (refusal !== undefined) this.#lose(refusal)
  }

  end(): void {
    if (this.#over) return
    this.#guarded(() => this.#store(this.#decoder.end?.() ?? []))
    this.#lose(this.#error('CONN_LOST', 'the peer ended the connection'))
  }

  close(cause: Error | undefined): void {
    if (this.#opened) this.#lose(this.#error('CONN_LOST', 'the connection failed', cause))
    else this.#lose(this.#error('CONN_REFUSED', 'the connection could not be opened', cause))
  }

  /** End the connection because it is not wanted any more. */
  shut(): void {
    this.#over = true
    this.#watch?.stop()
    this.#connection?.destroy()
    this.#decoder.close?.()
  }

  #store(records: Iterable<T>): boolean {
    return this.#receiver.storeAll(Array.isArray(records) ? records : [...records])
  }

  /** Decode and store; what the decoder throws ends the connection. */
  #guarded(store: () => boolean): boolean {
    try {
      return store()
    } catch (cause) {
      this.#lose(StreamError.is(cause) ? cause : this.#error('E_USER_FUNCTION', 'the decoder threw', cause))
      return true
    }
  }

  #pause(): void {
    this.#connection.pause()
    this.#watch?.stop()
    void this.#receiver.ready().then(() => {
      if (this.#over) return
      this.#watch?.touch()
      this.#connection.resume()
    })
  }

  #silent(millis: number): void {
    this.#lose(this.#error('CONN_IDLE', `nothing came for ${millis} ms`))
  }

  #lose(error: StreamError): void {
    if (this.#over) return
    this.shut()
    this.#receiver.restart(`connection to ${this.#address}`, error)
  }

  #error(
    code: 'CONN_LOST' | 'CONN_REFUSED' | 'CONN_IDLE' | 'E_USER_FUNCTION',
    what: string,
    cause?: unknown,
  ): StreamError {
    const why = cause === undefined && code !== 'E_USER_FUNCTION' ? '' : `: ${thrownText(cause)}`
    return new StreamError(code, what + why, { at: this.#address, cause, retryable: true })
  }
}
