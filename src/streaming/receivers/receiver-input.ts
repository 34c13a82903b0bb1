import type { Receiver } from '../../connect/receiver.ts'
import type { Site } from '../../kernel/site.ts'
import type { Time } from '../../kernel/time.ts'
import type { ReceivedBlock, ReceiverEvents, ReceiverHandle } from '../../rdd/backend.ts'
import type { SparkContext } from '../../rdd/context.ts'
import { RDD } from '../../rdd/rdd.ts'
import { durationSetting, numberSetting } from '../../rdd/settings.ts'
import type { StorageLevel } from '../../rdd/storage-level.ts'
import type { InputReport, InputSource } from '../input.ts'

/** A receiver as an input: the blocks that came until the tick of a batch are the partitions of its RDD. */
export class ReceiverInput<T> implements InputSource<T> {
  readonly kind: string
  readonly #id: number
  readonly #site: Site
  readonly #context: SparkContext
  readonly #receiver: Receiver<T>
  readonly #level: StorageLevel
  readonly #events: Omit<ReceiverEvents, 'block'>
  readonly #allocated = new Map<number, readonly ReceivedBlock[]>()
  /** Times of batches that are to be done, and of those that were when the last batch was. */
  #open: number[] = []
  #done: number[] = []
  #waiting: ReceivedBlock[] = []
  #handle: ReceiverHandle | undefined

  constructor(parts: {
    readonly id: number
    readonly kind: string
    readonly site: Site
    readonly context: SparkContext
    readonly receiver: Receiver<T>
    readonly level: StorageLevel
    readonly events: Omit<ReceiverEvents, 'block'>
  }) {
    this.kind = parts.kind
    this.#id = parts.id
    this.#site = parts.site
    this.#context = parts.context
    this.#receiver = parts.receiver
    this.#level = parts.level
    this.#events = parts.events
  }

  start(): void {
    const { conf, backend } = this.#context
    const options = {
      streamId: this.#id,
      site: this.#site,
      blockInterval: durationSetting(conf, 'spark.streaming.blockInterval') ?? 200,
      maxRate: () => numberSetting(conf, 'spark.streaming.receiver.maxRate') || undefined,
      restartDelay: durationSetting(conf, 'spark.streaming.receiverRestartDelay') ?? 2000,
      level: this.#level,
    }
    const events = this.#events
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

  allocate(time: Time): void {
    this.#handle?.cut()
    if (this.#waiting.length === 0) return
    this.#allocated.set(time.milliseconds, this.#waiting)
    this.#open.push(time.milliseconds)
    this.#waiting = []
  }

  waiting(): number {
    return count(this.#waiting)
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
