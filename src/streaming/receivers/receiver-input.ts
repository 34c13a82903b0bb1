import type { Receiver } from '../../connect/receiver.ts'
import type { Site } from '../../kernel/site.ts'
import type { Time } from '../../kernel/time.ts'
import type { BlockLog, ReceivedBlock, ReceiverEvents, ReceiverHandle } from '../../rdd/backend.ts'
import type { SparkContext } from '../../rdd/context.ts'
import { RDD } from '../../rdd/rdd.ts'
import { durationSetting, numberSetting } from '../../rdd/settings.ts'
import type { StorageLevel } from '../../rdd/storage-level.ts'
import type { NeededBlocks } from '../checkpoint/received.ts'
import type { InputReport, InputSource, KeptInput } from '../input.ts'

/** Blocks of a log: from `first` to before `next`. */
interface Numbers {
  readonly first: number
  readonly next: number
}

/** What a batch was given: how many records and, when they are in the log, the blocks with them. */
interface Decided {
  readonly records: number
  readonly numbers: Numbers | undefined
}

/** How far the batches have come that were decided. */
interface Position {
  /** The first block of the log that none of them has. */
  readonly next: number
  /** The log, if there is one. */
  readonly log: string | undefined
}

/** Who is told what the receiver does. */
type ReceiverTold = Omit<ReceiverEvents, 'block'> & { limited?(rate: number | undefined): void }

type OwnLog = BlockLog & { readonly name: string; removeBefore(number: number): Promise<void> }
type ReadBlocks = (needed: NeededBlocks, take: (payload: Uint8Array, number: number) => void) => void

/** A receiver as an input: the blocks that came until the tick of a batch are the partitions of its RDD. */
export class ReceiverInput<T> implements InputSource<T> {
  readonly kind: string
  readonly #id: number
  readonly #site: Site
  readonly #context: SparkContext
  readonly #receiver: Receiver<T>
  readonly #level: StorageLevel
  readonly #events: ReceiverTold
  /** Records a second that settings allow. */
  readonly maxRate: number | undefined
  /** Records a second that backpressure allows. */
  #rate = Number.POSITIVE_INFINITY
  readonly #allocated = new Map<number, readonly ReceivedBlock[]>()
  /** Times of batches that are to be done, and of those that were when the last batch was. */
  #open: number[] = []
  #done: number[] = []
  #waiting: ReceivedBlock[] = []
  #handle: ReceiverHandle | undefined
  #log: OwnLog | undefined
  /** Reads the log from a block on. */
  #read: ReadBlocks | undefined
  /** Which blocks of the log batches have. */
  readonly #numbers = new Map<number, Numbers>()
  /** The first block of the log that no batch has. */
  #next = 0
  #position: Position = { next: 0, log: undefined }
  /** The last batch for which an earlier process has decided. */
  #decided = Number.NEGATIVE_INFINITY

  constructor(parts: {
    readonly id: number
    readonly kind: string
    readonly site: Site
    readonly context: SparkContext
    readonly receiver: Receiver<T>
    readonly level: StorageLevel
    readonly events: ReceiverTold
  }) {
    this.kind = parts.kind
    this.#id = parts.id
    this.#site = parts.site
    this.#context = parts.context
    this.#receiver = parts.receiver
    this.#level = parts.level
    this.#events = parts.events
    this.maxRate = numberSetting(parts.context.conf, 'spark.streaming.receiver.maxRate') || undefined
  }

  /** Records a second that the receiver may take now; undefined is any number. */
  get #limit(): number | undefined {
    const limit = Math.min(this.#rate, this.maxRate ?? Number.POSITIVE_INFINITY)
    return limit === Number.POSITIVE_INFINITY ? undefined : limit
  }

  limit(recordsPerSecond: number): void {
    this.#rate = recordsPerSecond
    this.#events.limited?.(this.#limit)
    this.#handle?.rateChanged?.()
  }

  start(): void {
    const { conf, backend } = this.#context
    const options = {
      streamId: this.#id,
      site: this.#site,
      blockInterval: durationSetting(conf, 'spark.streaming.blockInterval') ?? 200,
      maxRate: () => this.#limit,
      restartDelay: durationSetting(conf, 'spark.streaming.receiverRestartDelay') ?? 2000,
      level: this.#level,
      ...(this.#log && { log: this.#log }),
    }
    const events = this.#events
    events.limited?.(this.#limit)
    this.#handle = backend.receive(this.#receiver, options, {
      started: () => events.started(),
      error: (message, error) => events.error(message, error),
      paused: (bytes) => events.paused?.(bytes),
      resumed: (millis, bytes) => events.resumed?.(millis, bytes),
      stopped: (message, error) => events.stopped(message, error),
      block: (block) => this.#waiting.push(block),
    })
  }

  async stop(): Promise<void> {
    await this.#handle?.stop()
  }

  /** `read` reads the blocks that an earlier process has written. Called before `restore`. */
  readFrom(read: ReadBlocks): void {
    this.#read = read
  }

  /** Write blocks into `log` from now on. */
  logTo(log: OwnLog): void {
    this.#log = log
  }

  allocate({ milliseconds: time }: Time): void {
    this.#handle?.cut()
    // One that an earlier process has made has what it had.
    if (this.#waiting.length === 0 || time <= this.#decided) return
    this.#allocate(time, this.#waiting)
    this.#waiting = []
  }

  #allocate(time: number, blocks: readonly ReceivedBlock[]): void {
    this.#allocated.set(time, blocks)
    this.#open.push(time)
    const [first] = blocks
    if (first?.logged === undefined) return
    const next = (blocks.at(-1)?.logged as number) + 1
    this.#numbers.set(time, { first: first.logged, next })
    this.#next = Math.max(this.#next, next)
  }

  /** Resolves when the blocks of a batch survive a crash; undefined when there are none, or no log. */
  logged(time: number): Promise<void> | undefined {
    const numbers = this.#numbers.get(time)
    return numbers && this.#log?.durable(numbers.next - 1)
  }

  /** Also of a batch without any: made again, it must not get what came later. */
  decided({ milliseconds: time }: Time): Decided {
    const { next } = this.#numbers.get(time) ?? this.#position
    this.#position = { ...this.#position, next: Math.max(next, this.#position.next) }
    return { records: count(this.#allocated.get(time) ?? []), numbers: this.#numbers.get(time) }
  }

  /** Behind what was decided and not behind what later batches were given, which may not be durable yet. */
  position(): Position {
    const { next, log } = this.#position
    return { next, log: this.#log?.name ?? log }
  }

  restore({ position, decisions, last, oldest }: KeptInput): void {
    // Also by a run that writes no log, for one that goes on with it.
    this.#position = { ...this.#position, ...(position as Partial<Position> | undefined) }
    const decided = decisions as readonly (readonly [number, Decided])[]
    this.#decided = Math.max(this.#decided, ...decided.map(([time]) => time))
    const lost = decided.filter(([time, { numbers }]) => time > last && numbers === undefined)
    const records = lost.reduce((sum, [, { records }]) => sum + records, 0)
    if (records > 0) this.#tellLost(records)
    if (this.#read === undefined) return
    const numbers = decided.flatMap(([time, { numbers }]) => (numbers === undefined ? [] : [{ time, ...numbers }]))
    const { next } = this.#position
    const wanted = numbers.filter(({ time }) => time > oldest)
    this.#restoreBlocks(Math.max(next, ...numbers.map((each) => each.next)), wanted)
  }

  /** `next`: the first block that no batch has. */
  #restoreBlocks(next: number, batches: readonly (Numbers & { readonly time: number })[]): void {
    const blocks = new Map<number, ReceivedBlock>()
    const from = Math.min(next, ...batches.map(({ first }) => first))
    this.#position = { ...this.#position, next }
    this.#read?.({ from, next, log: this.#position.log }, (payload, number) => {
      const block = this.#context.backend.restoreBlock?.(this.#id, payload, number)
      if (block !== undefined) blocks.set(number, block)
    })
    this.#next = next
    for (const { time, first, next } of batches)
      this.#allocate(
        time,
        Array.from({ length: next - first }, (_, i) => blocks.get(first + i) as ReceivedBlock),
      )
    for (const [number, block] of blocks) if (number >= next) this.#waiting.push(block)
  }

  #tellLost(records: number): void {
    this.#context.logger.warn(
      `${this.#site}: ${records} records that were received and not worked off went with the process; ` +
        'spark.streaming.receiver.writeAheadLog.enable keeps them',
    )
  }

  /** Blocks that only batches up to `oldest` had are not needed any more. */
  committed(_time: Time, { milliseconds: oldest }: Time): void {
    let needed = this.#next
    for (const [time, { first }] of this.#numbers)
      if (time <= oldest) this.#numbers.delete(time)
      else needed = Math.min(needed, first)
    this.#log?.removeBefore(needed).catch((error) => this.#context.logger.error('old blocks are not removed', error))
  }

  waiting(): number {
    return count(this.#waiting)
  }

  allocated({ milliseconds: time }: Time): number {
    let records = 0
    for (const [t, blocks] of this.#allocated) if (t > time) records += count(blocks)
    return records
  }

  compute(time: Time, report: (info: InputReport) => void): RDD<T> {
    const blocks = this.#allocated.get(time.milliseconds) ?? []
    const metadata = blocks.map((block) => block.metadata).filter((about) => about !== undefined)
    report({ numRecords: count(blocks), ...(metadata.length === 0 ? {} : { metadata }) })
    return new RDD<T>(this.#context, {
      operator: this.kind,
      site: this.#site,
      dependencies: [],
      body: { kind: 'source', source: { type: 'blocks', blocks: blocks.map((block) => block.id) } },
      partitions: blocks.length,
    })
  }

  processed(time: Time): void {
    // Every RDD is remembered for one more batch. What is still there after that is wanted by windows.
    for (const t of this.#done) this.#context.backend.processed?.(this.#allocated.get(t) ?? [])
    this.#done = this.#open.filter((t) => t <= time.milliseconds)
    this.#open = this.#open.filter((t) => t > time.milliseconds)
  }

  forget(time: Time): void {
    for (const [t, blocks] of this.#allocated) {
      if (t > time.milliseconds) break
      this.#allocated.delete(t)
      this.#context.backend.release(blocks)
    }
  }
}

const count = (blocks: readonly ReceivedBlock[]): number => blocks.reduce((sum, block) => sum + block.records, 0)
