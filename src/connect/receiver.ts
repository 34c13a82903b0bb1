import type { Pages } from '../kernel/bytes/pages.ts'
import type { TextBlock } from '../kernel/bytes/text-block.ts'
import type { Clock } from '../kernel/clock/clock.ts'
import { StreamError } from '../kernel/errors.ts'
import type { Network } from './network.ts'

/**
 * Takes records in from the outside and stores them: Spark's Receiver, to be extended.
 *
 * The host calls `onStart` once for each time the receiver is started. It must set things up and return; records are then
 * handed over by `store` from callbacks. `onStop` undoes it, and everything begun in `onStart` must then end. After a
 * `restart` the same object is started again.
 *
 * There are two ways to store. `store(record)` buffers a record into the block under construction, which is cut each
 * `spark.streaming.blockInterval`: fast, and what is buffered is lost with the process. `storeBlock(records)` makes one
 * block and resolves when the block is safe: acknowledge the outside after that, and it is reliable.
 *
 * Source    Spark Streaming's Receiver, 0.7 and later
 *
 * @example
 * class Ticks extends Receiver<number> {
 *   #cancel = () => {}
 *   onStart() { this.#cancel = this.host.clock.after(10, () => this.store(1)) }
 *   onStop() { this.#cancel() }
 * }
 */
export abstract class Receiver<T> {
  #host: ReceiverHost<T> | undefined

  /** Set up and return. May answer a promise: a rejection restarts the receiver. */
  abstract onStart(): void | Promise<void>
  abstract onStop(): void | Promise<void>

  /**
   * Put one record into the block under construction.
   *
   * Answers false when the receiver should slow down (its rate limit or its buffer is full): the record is taken all the
   * same; wait for `ready()` before the next one.
   */
  store(record: T): boolean {
    return this.host.store(record)
  }

  /** As `store`, for many records of one read: cheaper, and they stay in order. */
  storeAll(records: readonly T[]): boolean {
    return this.host.storeAll(records)
  }

  /** Resolves when records may be stored again; at once when nothing holds them back. */
  ready(): Promise<void> {
    return this.host.ready()
  }

  /** Make one block of `records`; resolves when it is stored. `metadata` is shown with the batch. */
  storeBlock(records: readonly T[], metadata?: unknown): Promise<void> {
    return this.host.storeBlock(records, metadata)
  }

  /** Stop, wait (2 s unless `delay` ms are given), and start again. Returns at once. */
  restart(message: string, error?: unknown, delay?: number): void {
    this.host.restart(message, error, delay)
  }

  /** Stop for good. Returns at once. */
  stop(message: string, error?: unknown): void {
    this.host.stop(message, error)
  }

  /** Tell the listeners of an error without stopping. */
  reportError(message: string, error?: unknown): void {
    this.host.reportError(message, error)
  }

  isStarted(): boolean {
    return this.#host?.isStarted() ?? false
  }

  isStopped(): boolean {
    return !this.isStarted()
  }

  /** Number of the input stream that this receiver feeds. */
  get streamId(): number {
    return this.host.streamId
  }

  /** The clock and the network to use, so that a test can put its own in their place. */
  get host(): ReceiverHost<T> {
    if (this.#host !== undefined) return this.#host
    throw new StreamError('E_NOT_STARTED', 'a receiver was used before its stream was started', {
      hint: 'Store records from onStart on, not from the constructor.',
    })
  }

  /** @internal Called by the host before the first start. */
  attach(host: ReceiverHost<T>): void {
    this.#host = host
  }
}

/** What runs a receiver: the other side of the methods above. */
export interface ReceiverHost<T> {
  readonly streamId: number
  readonly clock: Clock
  readonly network: Network
  store(record: T): boolean
  storeAll(records: readonly T[]): boolean
  /** @internal Memory to receive into, for blocks of lines that `storePieces` is then given. */
  readonly pages?: Pages | undefined
  /** @internal As `storeAll`, with blocks of lines among the records; they belong to the host from then on. */
  storePieces?(pieces: readonly (T | TextBlock)[]): boolean
  ready(): Promise<void>
  storeBlock(records: readonly T[], metadata: unknown): Promise<void>
  restart(message: string, error?: unknown, delay?: number): void
  stop(message: string, error?: unknown): void
  reportError(message: string, error?: unknown): void
  isStarted(): boolean
}
