import { TextBlock } from '../../kernel/bytes/text-block.ts'
import type { Clock } from '../../kernel/clock/clock.ts'
import { sizeOf, sizeOfAll } from './record-size.ts'

/** A block is cut before its time when it has this many records, */
export const MAX_BLOCK_RECORDS = 1 << 18
/** or about this many bytes, */
export const MAX_BLOCK_BYTES = 16 << 20
/** but only this often an interval: after that the receiver is told to wait. Spark: spark.streaming.blockQueueSize. */
export const MAX_EARLY_CUTS = 10

/**
 * The block under construction of one receiver.
 *
 * A block is cut at each whole multiple of the interval on the clock, as far as there are records; an idle receiver sets
 * no alarm. A block that could not be stored stays and is tried again at the next cut, and so the builder becomes full
 * instead of losing records.
 */
export class BlockBuilder<T> {
  readonly #clock: Clock
  readonly #interval: number
  readonly #store: (records: (T | TextBlock)[], count: number, bytes: number) => boolean
  #records: (T | TextBlock)[] = []
  /** How many records there are, those inside of blocks of lines counted one by one. */
  #count = 0
  #bytes = 0
  #early = 0
  #cancel: (() => void) | undefined
  #waiting: (() => void)[] = []

  /** `store` takes over a block and answers whether it is safe. */
  constructor(
    clock: Clock,
    interval: number,
    store: (records: (T | TextBlock)[], count: number, bytes: number) => boolean,
  ) {
    this.#clock = clock
    this.#interval = interval
    this.#store = store
  }

  /** True when the receiver should wait for `room`. */
  get full(): boolean {
    return this.#count >= MAX_BLOCK_RECORDS || this.#bytes >= MAX_BLOCK_BYTES
  }

  /** Records that are not in a block yet. */
  get size(): number {
    return this.#count
  }

  /** About how many bytes they are. */
  get bytes(): number {
    return this.#bytes
  }

  add(record: T): void {
    this.#records.push(record)
    this.#count++
    this.#bytes += sizeOf(record)
    this.#grown()
  }

  addAll(records: readonly T[]): void {
    if (records.length === 0) return
    for (let i = 0; i < records.length; i++) this.#records.push(records[i] as T)
    this.#count += records.length
    this.#bytes += sizeOfAll(records)
    this.#grown()
  }

  /** Records with blocks of lines among them. */
  addPieces(pieces: readonly (T | TextBlock)[]): void {
    for (const piece of pieces) {
      this.#records.push(piece)
      this.#count += piece instanceof TextBlock ? piece.count : 1
      this.#bytes += piece instanceof TextBlock ? piece.bytes.length : sizeOf(piece)
    }
    if (pieces.length > 0) this.#grown()
  }

  /** Resolves when the builder is no longer full. */
  room(): Promise<void> {
    if (!this.full) return Promise.resolve()
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  /** Make a block of what is there. */
  cut(): void {
    this.#early = 0
    this.#cut()
  }

  /** No more alarms; whoever waits for room is let go. */
  close(): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#wake()
  }

  #grown(): void {
    if (this.full && this.#early < MAX_EARLY_CUTS) {
      this.#early++
      this.#cut()
    }
    this.#arm()
  }

  /** After early cuts the alarm is needed too: it is what lets the receiver cut early again. */
  #arm(): void {
    this.#cancel ??= this.#clock.after(this.#interval - (this.#clock.now() % this.#interval), () => this.#due())
  }

  #due(): void {
    this.#cancel = undefined
    this.cut()
    if (this.#records.length > 0) this.#arm()
  }

  #cut(): void {
    if (this.#records.length > 0 && this.#store(this.#records, this.#count, this.#bytes)) {
      this.#records = []
      this.#count = 0
      this.#bytes = 0
    }
    if (!this.full) this.#wake()
  }

  #wake(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const resolve of waiting) resolve()
  }
}
