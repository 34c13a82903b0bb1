import { StreamError } from '../../kernel/errors.ts'
import { show } from '../../kernel/show.ts'
import type { Site } from '../../kernel/site.ts'
import type { Time } from '../../kernel/time.ts'
import type { SparkContext } from '../../rdd/context.ts'
import { RDD } from '../../rdd/rdd.ts'
import { requireRdd } from '../arguments.ts'
import type { InputReport, InputSource, KeptInput } from '../input.ts'

/** The records of one batch: an RDD, or an array that becomes one. */
export type QueueItem<T> = RDD<T> | readonly T[]

/**
 * Batches out of a queue that belongs to the user, who may add to it while the stream runs.
 *
 * Source    Spark Streaming's QueueInputDStream
 */
export class QueueInput<T> implements InputSource<T> {
  readonly kind = 'queueStream'
  readonly #context: SparkContext
  readonly #site: Site
  readonly #queue: QueueItem<T>[]
  readonly #oneAtATime: boolean
  readonly #whenEmpty: RDD<T> | undefined
  /** The records of batches that may have to be computed again. */
  readonly #taken = new Map<number, readonly QueueItem<T>[]>()

  /** `whenEmpty` null: a batch that finds the queue empty has no RDD. */
  constructor(
    context: SparkContext,
    site: Site,
    queue: QueueItem<T>[],
    oneAtATime: boolean,
    whenEmpty: QueueItem<T> | null,
  ) {
    this.#context = context
    this.#site = site
    this.#queue = queue
    this.#oneAtATime = oneAtATime
    this.#whenEmpty = whenEmpty === null ? undefined : this.#rddOf(whenEmpty)
  }

  compute({ milliseconds: time }: Time, report: (info: InputReport) => void): RDD<T> | undefined {
    const items = this.#taken.get(time) ?? this.#queue.splice(0, this.#oneAtATime ? 1 : this.#queue.length)
    this.#taken.set(time, items)
    if (items.every(Array.isArray)) report({ numRecords: items.reduce((sum, item) => sum + item.length, 0) })
    const rdds = items.map((item) => this.#rddOf(item))
    return rdds.length <= 1
      ? (rdds[0] ?? this.#whenEmpty)
      : this.#context.at(this.#site, () => this.#context.union(rdds))
  }

  /** The records themselves: nobody else has them. */
  decided({ milliseconds: time }: Time): readonly (readonly T[])[] | undefined {
    const items = this.#taken.get(time)
    return items?.every((item): item is readonly T[] => Array.isArray(item)) ? items : undefined
  }

  restore({ decisions }: KeptInput): void {
    for (const [time, items] of decisions) this.#taken.set(time, items as readonly (readonly T[])[])
  }

  forget({ milliseconds: time }: Time): void {
    for (const at of this.#taken.keys()) if (at <= time) this.#taken.delete(at)
  }

  #rddOf(item: QueueItem<T>): RDD<T> {
    if (!(item instanceof RDD)) {
      if (!Array.isArray(item)) throw this.#badItem(item)
      const slices = item.length === 0 ? 1 : undefined
      return this.#context.at(this.#site, () => this.#context.parallelize(item, slices))
    }
    return requireRdd(this.#site, this.#context, 'the queue holds', item)
  }

  #badItem(item: unknown): StreamError {
    return new StreamError('E_ARGUMENT', `the queue holds ${show(item, 60)}`, {
      at: String(this.#site),
      hint: 'Put in RDDs, or arrays of records.',
    })
  }
}
