import { Duration } from '../../kernel/duration.ts'
import { StreamError } from '../../kernel/errors.ts'
import { Site } from '../../kernel/site.ts'
import type { RDD } from '../../rdd/rdd.ts'
import { millisOf, type TimeLike } from '../arguments.ts'
import type { DStream } from '../dstream.ts'

/** Questions about a stream and its RDDs, from outside of it. */
export interface IntrospectionOperators<T> {
  /**
   * How often the stream has an RDD: the batch interval, or the slide of a window.
   *
   * @example
   * stream.count()
   * // batches [[1]]; stream.slideDuration.milliseconds -> 1000
   */
  readonly slideDuration: Duration

  /**
   * The streams that this one is made from; none for an input.
   *
   * @example
   * stream.count()
   * // batches [[1]]; stream.dependencies -> []
   */
  readonly dependencies: readonly DStream<any>[]

  /**
   * The RDD at `time`, the same object for everyone who asks; undefined when there is none, or none that `slice` answers.
   *
   * Errors    E_NOT_STARTED
   *
   * @example
   * stream.count()
   * // batches [['a'], ['b']]; (await stream.compute(2000))?.collect() -> ['b']
   */
  compute(time: TimeLike): Promise<RDD<T> | undefined>

  /**
   * The RDDs of the batch times from `from` to `to`, both included, each rounded down to a batch time. Those that no output
   * needed are made; those of batches that were forgotten (see `remember` of the context) or are still to come are left out.
   *
   * Errors    E_NOT_STARTED
   *
   * @example
   * stream.count()
   * // batches [['a'], ['b'], ['c']]; sc.union(await stream.slice(1000, 2999)) -> ['a', 'b']
   */
  slice(from: TimeLike, to: TimeLike): Promise<RDD<T>[]>
}

export const introspection: IntrospectionOperators<any> & ThisType<DStream<any>> = {
  get slideDuration() {
    return new Duration((this as unknown as DStream<any>).slide)
  },
  get dependencies() {
    return (this as unknown as DStream<any>).parents
  },
  async compute(time) {
    zeroOf(this, 'compute')
    const millis = millisOf('compute', 'the time', time)
    return isAtHand(this, millis) ? this.getOrCompute(millis) : undefined
  },
  async slice(from, to) {
    const zero = zeroOf(this, 'slice')
    const floor = (millis: number) => zero + Math.floor((millis - zero) / this.slide) * this.slide
    const first = Math.max(floor(millisOf('slice', 'from', from)), zero)
    const last = Math.min(floor(millisOf('slice', 'to', to)), this.context.dueTime)
    const rdds: RDD<any>[] = []
    for (let time = first; time <= last; time += this.slide) {
      const rdd = isAtHand(this, time) ? await this.getOrCompute(time) : undefined
      if (rdd !== undefined) rdds.push(rdd)
    }
    return rdds
  },
}

/** True when the RDD was made, or all that it is made from have theirs: inputs and states are not asked out of turn. */
const isAtHand = (stream: DStream<any>, time: number): boolean =>
  stream.wasMade(time) ||
  (!stream.stateful && stream.parents.length > 0 && stream.parents.every((parent) => isAtHand(parent, time)))

function zeroOf(stream: DStream<any>, what: string): number {
  if (stream.zero !== undefined) return stream.zero
  throw new StreamError('E_NOT_STARTED', `${what} was asked of ${stream.name}, which no batch has reached`, {
    at: String(Site.here(what)),
    hint: 'Start the context first, with an output operation that needs this stream.',
  })
}
