import { Site } from '../kernel/site.ts'
import type { Time } from '../kernel/time.ts'
import { RDD } from '../rdd/rdd.ts'
import type { StreamingContext } from '../streaming/context.ts'
import type { DStream } from '../streaming/dstream.ts'
import type { InputReport, InputSource } from '../streaming/input.ts'

/** The records of one batch; null for a batch in which the stream has no RDD, which is not an empty one. */
export type Batch<T> = readonly T[] | null

/** An input that a test pushes to: one batch a tick, and empty ones when there is nothing more. */
export interface MemoryStream<T> {
  readonly stream: DStream<T>
  /** Line up batches. */
  push(...batches: readonly Batch<T>[]): void
  /** Batches that wait for their tick. */
  readonly waiting: number
}

/**
 * An input stream of what is pushed.
 *
 * Units     partitions: of a batch, 2 by default; its records are spread over them evenly and in order. An empty batch has none, as
 *           that of a receiver
 * Errors    E_GRAPH_CLOSED
 *
 * @example
 * const input = memoryStream<number>(ssc)
 * input.push([1, 2], [], [3])
 * input.stream.map((x) => x * 2)
 * // batches [] -> [[2, 4], [], [6]]
 */
export function memoryStream<T>(
  ssc: StreamingContext,
  { partitions = 2 }: { readonly partitions?: number } = {},
): MemoryStream<T> {
  const source = new MemorySource<T>(ssc, partitions)
  const stream = ssc.inputStream(source)
  return {
    stream,
    push: (...batches) => source.push(batches),
    get waiting() {
      return source.batches
    },
  }
}

class MemorySource<T> implements InputSource<T> {
  readonly kind = 'memoryStream'
  readonly #ssc: StreamingContext
  readonly #site = Site.here('memoryStream')
  readonly #partitions: number
  #queue: Batch<T>[] = []
  // Taken from the front by an index: a test may line up a million batches.
  #next = 0

  constructor(ssc: StreamingContext, partitions: number) {
    this.#ssc = ssc
    this.#partitions = partitions
  }

  get batches(): number {
    return this.#queue.length - this.#next
  }

  push(batches: readonly Batch<T>[]): void {
    for (const batch of batches) this.#queue.push(batch)
  }

  compute(_time: Time, report: (info: InputReport) => void): RDD<T> | undefined {
    const batch = this.#next < this.#queue.length ? this.#take() : []
    if (batch === null) return undefined
    report({ numRecords: batch.length })
    const partitions = batch.length === 0 ? 0 : this.#partitions
    return new RDD<T>(this.#ssc.sparkContext, {
      operator: 'memoryStream',
      site: this.#site,
      dependencies: [],
      body: { kind: 'source', source: { type: 'collection', slices: slices(batch, partitions) } },
      partitions,
    })
  }

  #take(): Batch<T> {
    const batch = this.#queue[this.#next] as Batch<T>
    this.#queue[this.#next++] = null
    if (this.#next < this.#queue.length) return batch
    this.#queue = []
    this.#next = 0
    return batch
  }
}

const slices = <T>(records: readonly T[], n: number): (readonly T[])[] =>
  Array.from({ length: n }, (_, i) =>
    records.slice(Math.floor((i * records.length) / n), Math.floor(((i + 1) * records.length) / n)),
  )
