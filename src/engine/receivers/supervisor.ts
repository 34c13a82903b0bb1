import type { Network } from '../../connect/network.ts'
import type { Receiver, ReceiverHost } from '../../connect/receiver.ts'
import type { TextBlock } from '../../kernel/bytes/text-block.ts'
import { type Clock, sleep } from '../../kernel/clock/clock.ts'
import { StreamError } from '../../kernel/errors.ts'
import type { Logger } from '../../kernel/log.ts'
import type { ReceiverEvents, ReceiverHandle, ReceiverOptions } from '../../rdd/backend.ts'
import { BlockBuilder } from './block-builder.ts'
import { because, Lifecycle } from './lifecycle.ts'
import { RateLimit } from './rate-limit.ts'
import { nextBlockId, type ReceivedBlocks } from './received-blocks.ts'

/** What a receiver runs on. */
export interface ReceiverGround {
  readonly clock: Clock
  readonly network: Network
  readonly logger: Logger
  readonly blocks: ReceivedBlocks
}

/**
 * Run a receiver in this thread until its handle is stopped or it stops itself.
 *
 * `started` is told and `onStart` is called before this returns. A restart tells `stopped` and then `started` again, as
 * Spark does; after the last `stopped` nothing more is told.
 */
export function startReceiver<T>(
  receiver: Receiver<T>,
  options: ReceiverOptions,
  events: ReceiverEvents,
  ground: ReceiverGround,
): ReceiverHandle {
  return new Supervisor(receiver, options, events, ground)
}

/** Between a receiver and its events: makes blocks of what comes, holds it to its rate, starts it again. */
class Supervisor<T> implements ReceiverHost<T>, ReceiverHandle {
  readonly streamId: number
  readonly clock: Clock
  readonly network: Network
  readonly #options: ReceiverOptions
  readonly #events: ReceiverEvents
  readonly #ground: ReceiverGround
  readonly #builder: BlockBuilder<T>
  readonly #limit: RateLimit
  readonly #closed = new AbortController()
  readonly #life: Lifecycle

  constructor(receiver: Receiver<T>, options: ReceiverOptions, events: ReceiverEvents, ground: ReceiverGround) {
    this.streamId = options.streamId
    this.clock = ground.clock
    this.network = ground.network
    this.#options = options
    this.#events = events
    this.#ground = ground
    this.#builder = new BlockBuilder(ground.clock, options.blockInterval, (records, count) =>
      this.#keepBuffered(records, count),
    )
    this.#limit = new RateLimit(ground.clock, options.maxRate)
    this.#life = new Lifecycle(receiver, options, events, ground, () => this.#close())
    receiver.attach(this)
    this.#life.start()
  }

  store(record: T): boolean {
    if (this.#closed.signal.aborted) return false
    this.#builder.add(record)
    return this.#limit.take(1) && !this.#builder.full
  }

  storeAll(records: readonly T[]): boolean {
    if (this.#closed.signal.aborted) return false
    this.#builder.addAll(records)
    return this.#limit.take(records.length) && !this.#builder.full
  }

  storePieces(pieces: readonly (T | TextBlock)[]): boolean {
    if (this.#closed.signal.aborted) return false
    return this.#limit.take(this.#builder.addPieces(pieces)) && !this.#builder.full
  }

  ready(): Promise<void> {
    // A receiver that goes on after its end is parked for good: answering would let its loop spin for ever.
    if (this.#closed.signal.aborted) return new Promise(() => {})
    return this.#mayStore() ? Promise.resolve() : this.#untilReady()
  }

  async storeBlock(records: readonly T[], metadata: unknown): Promise<void> {
    if (this.#closed.signal.aborted) throw this.#lost(records.length, 'the receiver is stopped')
    // What came before must come out before.
    this.#builder.cut()
    this.#limit.take(records.length)
    if (records.length === 0) return
    try {
      this.#keep(records.slice(), records.length, metadata)
    } catch (cause) {
      throw this.#lost(records.length, 'the block could not be stored', cause)
    }
  }

  restart(message: string, error?: unknown, delay = this.#options.restartDelay): void {
    this.#life.restart(message, error, delay)
  }

  /** Of the host: the receiver stops itself. Of the handle: the driver stops it. */
  stop(message = 'Stopped by driver', error?: unknown): Promise<void> {
    return this.#life.stop(message, error)
  }

  reportError(message: string, error?: unknown): void {
    if (this.#closed.signal.aborted) return
    this.#ground.logger.warn(`Receiver ${this.streamId}: ${message}${because(error)}`)
    this.#events.error(message, error)
  }

  isStarted(): boolean {
    return this.#life.isStarted
  }

  cut(): void {
    this.#builder.cut()
  }

  #mayStore(): boolean {
    return !this.#builder.full && this.#limit.wait() === 0
  }

  async #untilReady(): Promise<void> {
    const { signal } = this.#closed
    while (!signal.aborted && !this.#mayStore()) {
      if (this.#builder.full) await this.#builder.room()
      else await sleep(this.clock, this.#limit.wait(), signal)
    }
  }

  #keepBuffered(records: readonly (T | TextBlock)[], count: number): boolean {
    try {
      this.#keep(records, count, undefined)
      return true
    } catch (error) {
      this.reportError(`a block of ${count} records could not be stored, and is tried again`, error)
      return false
    }
  }

  #keep(records: readonly (T | TextBlock)[], count: number, metadata: unknown): void {
    const id = nextBlockId(this.#ground.blocks, this.streamId)
    this.#ground.blocks.put(id, records, this.#options.level)
    const block = { id, streamId: this.streamId, records: count }
    this.#events.block(metadata === undefined ? block : { ...block, metadata })
  }

  /** The receiver has ended: hand over what is left, and let go of everything that waits. */
  #close(): void {
    this.#builder.cut()
    const { size } = this.#builder
    if (size > 0) this.reportError(`${size} records were lost`, this.#lost(size, 'the last block could not be stored'))
    this.#closed.abort()
    this.#builder.close()
  }

  #lost(records: number, why: string, cause?: unknown): StreamError {
    return new StreamError('CONN_RECEIVER', `${records} records were not stored: ${why}`, {
      at: `receiver ${this.streamId}`,
      cause,
    })
  }
}
