import { type Eventual, recover, then } from '../kernel/eventual.ts'
import type { RDD } from '../rdd/rdd.ts'
import type { DStream } from '../streaming/dstream.ts'
import type { Output } from '../streaming/output.ts'

/** What a stream gave, one entry for each of its own batch times (each slide): null where it had no RDD. */
export interface Collected<T> {
  readonly batches: readonly (readonly T[] | null)[]
  /** The batch times, in ms. */
  readonly times: readonly number[]
}

/**
 * Write down every batch of `stream` from the start on: an output operation. `failed` is told what it fails with, and `mended`
 * which of these failures counts no more, because the batch was run again and succeeded.
 *
 * Errors    E_GRAPH_CLOSED
 */
export function collectBatches<T>(
  stream: DStream<T>,
  failed: (error: unknown) => void = () => {},
  mended: (error: unknown) => void = () => {},
): Collected<T> {
  const { graph } = stream.context
  const output = new CollectOutput<T>(stream, graph.define('collectBatches'), failed, mended)
  graph.register(output)
  return output
}

class CollectOutput<T> implements Output, Collected<T> {
  readonly batches: (T[] | null)[] = []
  readonly times: number[] = []
  readonly stream: DStream<T>
  readonly operator: Output['operator']
  readonly private = true
  readonly #failed: (error: unknown) => void
  readonly #mended: (error: unknown) => void

  constructor(
    stream: DStream<T>,
    operator: Output['operator'],
    failed: (error: unknown) => void,
    mended: (error: unknown) => void,
  ) {
    this.stream = stream
    this.operator = operator
    this.#failed = failed
    this.#mended = mended
  }

  job(time: number): Eventual<(() => Promise<void>) | undefined> {
    if (!this.stream.isValid(time)) return undefined
    // The place is taken when the job is made, so that jobs which run at the same time do not change the order.
    const at = this.times.push(time) - 1
    this.batches.push(null)
    const rdd = this.#tell(() => this.stream.getOrCompute(time))
    const failures: unknown[] = []
    const run = async (made: RDD<T>): Promise<void> => {
      await this.#tell(() => this.#collect(made, at), failures)
      for (const failure of failures.splice(0)) this.#mended(failure)
    }
    return then(rdd, (made) => (made === undefined ? undefined : () => run(made)))
  }

  async #collect(rdd: RDD<T>, at: number): Promise<void> {
    const parts = await rdd.context.run<T, T[]>(rdd, { kind: 'collect' })
    this.batches[at] = parts.flat() as T[]
  }

  #tell<R>(work: () => Eventual<R>, failures: unknown[] = []): Eventual<R> {
    return recover(work, (error) => {
      failures.push(error)
      this.#failed(error)
      throw error
    })
  }
}
