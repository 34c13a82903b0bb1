import type { Network } from '../../connect/network.ts'
import type { Receiver, ReceiverHost } from '../../connect/receiver.ts'
import type { Pages } from '../../kernel/bytes/pages.ts'
import { TextBlock } from '../../kernel/bytes/text-block.ts'
import type { Clock } from '../../kernel/clock/clock.ts'
import { StreamError } from '../../kernel/errors.ts'
import type { Logger } from '../../kernel/log.ts'
import type { ReceiverEvents, ReceiverHandle, ReceiverOptions } from '../../rdd/backend.ts'
import { framesOf } from '../blocks/frames.ts'
import { BlockBuilder } from './block-builder.ts'
import { because, Lifecycle } from './lifecycle.ts'
import { Pacer } from './pacer.ts'
import { nextBlockId, type ReceivedBlocks } from './received-blocks.ts'
import type { ReceiverMemory, Share } from './receiver-memory.ts'
import { sizeOfAll } from './record-size.ts'

/** What a receiver runs on. */
export interface ReceiverGround {
  readonly clock: Clock
  readonly network: Network
  readonly logger: Logger
  readonly blocks: ReceivedBlocks
  readonly memory: ReceiverMemory
  /** Memory to receive into. */
  readonly pages?: Pages | undefined
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

interface Size {
  readonly count: number
  readonly bytes: number
}

/** Between a receiver and its events: makes blocks of what comes, holds it to its rate, starts it again. */
class Supervisor<T> implements ReceiverHost<T>, ReceiverHandle {
  readonly streamId: number
  readonly clock: Clock
  readonly network: Network
  readonly pages: Pages | undefined
  readonly #options: ReceiverOptions
  readonly #events: ReceiverEvents
  readonly #ground: ReceiverGround
  readonly #builder: BlockBuilder<T>
  readonly #pacer: Pacer<T>
  readonly #share: Share
  /** Since when it has to wait for memory, if it does. */
  #pausedAt: number | undefined
  readonly #closed = new AbortController()
  readonly #life: Lifecycle

  constructor(receiver: Receiver<T>, options: ReceiverOptions, events: ReceiverEvents, ground: ReceiverGround) {
    this.streamId = options.streamId
    this.clock = ground.clock
    this.network = ground.network
    this.pages = ground.pages
    this.#options = options
    this.#events = events
    this.#ground = ground
    this.#builder = new BlockBuilder(ground.clock, options.blockInterval, (records, count, bytes) =>
      this.#keepBuffered(records, count, bytes),
    )
    this.#pacer = new Pacer<T>({
      clock: ground.clock,
      rate: options.maxRate,
      give: (pieces) => this.#builder.addPieces(pieces),
      share: ({ bytes }) => this.pages?.hold(bytes),
      free: ({ bytes }) => this.pages?.free(bytes),
    })
    this.#share = ground.memory.open(() => this.#builder.bytes + this.#pacer.bytes)
    this.#life = new Lifecycle(receiver, options, events, ground, () => this.#close())
    receiver.attach(this)
    this.#life.start()
  }

  store(record: T): boolean {
    if (this.#closed.signal.aborted) return false
    if (this.#pacer.isBehind) return this.#pacer.pieces([record]) && this.#hasRoom()
    this.#builder.add(record)
    return this.#pacer.took(1) && this.#hasRoom()
  }

  storeAll(records: readonly T[]): boolean {
    if (this.#closed.signal.aborted) return false
    if (this.#pacer.isLimited) return this.#pacer.pieces(records) && this.#hasRoom()
    this.#builder.addAll(records)
    return this.#hasRoom()
  }

  storePieces(pieces: readonly (T | TextBlock)[]): boolean {
    if (this.#closed.signal.aborted) {
      for (const piece of pieces) if (piece instanceof TextBlock) this.pages?.free(piece.bytes)
      return false
    }
    return this.#pacer.pieces(pieces) && this.#hasRoom()
  }

  ready(): Promise<void> {
    // A receiver that goes on after its end is parked for good: answering would let its loop spin for ever.
    if (this.#closed.signal.aborted) return new Promise(() => {})
    return this.#mayStore() ? Promise.resolve() : this.#untilReady()
  }

  async storeBlock(records: readonly T[], metadata: unknown): Promise<void> {
    if (this.#closed.signal.aborted) throw this.#lost(records.length, 'the receiver is stopped')
    // What came before must come out before.
    this.#pacer.flush()
    this.#builder.cut()
    this.#pacer.took(records.length)
    if (records.length === 0) return
    try {
      const logged = this.#keep(records.slice(), { count: records.length, bytes: sizeOfAll(records) }, metadata)
      if (logged !== undefined) await this.#options.log?.durable(logged)
    } catch (cause) {
      throw this.#lost(records.length, 'the block could not be stored', cause)
    }
    // The block is safe. Who waits for this before the next one is slowed down when there is too much already.
    if (this.#share.isFull) await this.#untilRoom()
    await this.#pacer.open()
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
    this.#pacer.cut()
  }

  rateChanged(): void {
    this.#pacer.rateChanged()
  }

  #mayStore(): boolean {
    return this.#hasRoom() && this.#pacer.isOpen
  }

  async #untilReady(): Promise<void> {
    const { signal } = this.#closed
    while (!signal.aborted && !this.#mayStore()) {
      if (this.#share.isFull) await this.#untilRoom()
      else if (this.#builder.full) await this.#builder.room()
      else await this.#pacer.open()
    }
  }

  #hasRoom(): boolean {
    return !this.#builder.full && !this.#share.isFull
  }

  async #untilRoom(): Promise<void> {
    if (this.#pausedAt === undefined) {
      this.#pausedAt = this.clock.ticks()
      this.#events.paused?.(this.#share.held)
    }
    await this.#share.room()
    this.#resumed()
  }

  #resumed(): void {
    if (this.#pausedAt === undefined) return
    const millis = this.clock.ticks() - this.#pausedAt
    this.#pausedAt = undefined
    this.#events.resumed?.(millis, this.#share.held)
  }

  #keepBuffered(records: readonly (T | TextBlock)[], count: number, bytes: number): boolean {
    try {
      this.#keep(records, { count, bytes }, undefined)
      return true
    } catch (error) {
      this.reportError(`a block of ${count} records could not be stored, and is tried again`, error)
      return false
    }
  }

  /** Answers the number of the block in the log, if there is one. */
  #keep(records: readonly (T | TextBlock)[], { count, bytes }: Size, metadata: unknown): number | undefined {
    const { blocks, memory } = this.#ground
    const id = nextBlockId(blocks, this.streamId)
    blocks.put(id, records, this.#options.level, !memory.isOverrun)
    const logged = this.#log(id, records)
    memory.hold(this.#share, id, bytes)
    const block = { id, streamId: this.streamId, records: count }
    const more = { ...(metadata !== undefined && { metadata }), ...(logged !== undefined && { logged }) }
    this.#events.block({ ...block, ...more })
    return logged
  }

  #log(id: string, records: readonly (T | TextBlock)[]): number | undefined {
    const { log } = this.#options
    if (log === undefined) return undefined
    try {
      const logged = log.append([...framesOf(records)])
      this.#holdUntil(log.durable(logged), records)
      return logged
    } catch (error) {
      this.#ground.blocks.drop(id)
      throw error
    }
  }

  /** What the log still has to write lies in pages, which the block may leave for the disk meanwhile. */
  #holdUntil(written: Promise<void>, records: readonly (T | TextBlock)[]): void {
    const held = records.flatMap((piece) =>
      piece instanceof TextBlock && this.pages?.hold(piece.bytes) ? [piece] : [],
    )
    const free = (): void => {
      for (const { bytes } of held) this.pages?.free(bytes)
    }
    // Who waits for the block hears of the failure.
    written.then(free, free)
  }

  /** The receiver has ended: hand over what is left, and let go of everything that waits. */
  #close(): void {
    this.#pacer.close()
    this.#builder.cut()
    const { size } = this.#builder
    if (size > 0) this.reportError(`${size} records were lost`, this.#lost(size, 'the last block could not be stored'))
    this.#closed.abort()
    this.#builder.close()
    this.#resumed()
    this.#share.close()
  }

  #lost(records: number, why: string, cause?: unknown): StreamError {
    return new StreamError('CONN_RECEIVER', `${records} records were not stored: ${why}`, {
      at: `receiver ${this.streamId}`,
      cause,
    })
  }
}
