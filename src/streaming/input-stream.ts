import { type Eventual, recover, then } from '../kernel/eventual.ts'
import { Time } from '../kernel/time.ts'
import { PRIVATE } from '../program/hosts/host.ts'
import { oneToOne, RDD } from '../rdd/rdd.ts'
import { userFailure } from '../rdd/user-failure.ts'
import { requireRdd } from './arguments.ts'
import type { StreamingContext } from './context.ts'
import { DStream } from './dstream.ts'
import type { InputReport, InputSource } from './input.ts'
import type { InputWatch } from './letters/left-out.ts'
import type { StreamInputInfo } from './listeners/listener.ts'
import type { Operator } from './operator.ts'

/** An input of the program: its number, where it gets its RDDs from, and the stream of them. */
export interface Input {
  readonly id: number
  readonly source: InputSource<any>
  readonly stream: DStream<any>
}

/** The inputs of one program, numbered from 0 in order of definition, and what they reported for the batch being made. */
export class Inputs {
  readonly #inputs: Input[] = []
  #watch: InputWatch | undefined
  readonly #reports = new Map<number, Map<number, StreamInputInfo>>()

  get all(): readonly Input[] {
    return this.#inputs
  }

  /** Make the stream of a new input; `source` is made knowing the number. */
  add<T>(context: StreamingContext, operator: Operator, source: (id: number) => InputSource<T>): DStream<T> {
    const id = this.#inputs.length
    const made = source(id)
    const stream = new DStream<T>(context, operator, {
      slide: context.graph.batch,
      parents: [],
      compute: (time) =>
        recover(
          () =>
            then(
              given(context, operator, time, () => this.#own(context, operator, id, made, time)),
              (rdd) => this.#watched(operator, time, rdd),
            ),
          (error) => {
            throw userFailure(operator.site, error, `batch of ${time} ms`)
          },
        ),
      forget: (time) => {
        try {
          made.forget?.(new Time(time))
        } catch (error) {
          // The batch is done, and well: what is kept for too long is no reason to end the ones after it.
          context.sparkContext.logger.error('an input forgets nothing', userFailure(operator.site, error, 'forget'))
        }
      },
    })
    this.#inputs.push({ id, source: made, stream })
    return stream
  }

  /** Have the RDDs of all inputs go through `watch`. */
  watch(watch: InputWatch): void {
    this.#watch = watch
  }

  #watched<T>({ name, kind }: Operator, time: number, rdd: RDD<T> | undefined): RDD<T> | undefined {
    return rdd && (this.#watch?.watched({ name, kind, time }, rdd) ?? rdd)
  }

  #own<T>(
    context: StreamingContext,
    operator: Operator,
    id: number,
    source: InputSource<T>,
    time: number,
  ): Eventual<RDD<T> | undefined> {
    return then(this.#compute(id, source, time), (rdd) => requireOwn(operator, context, rdd))
  }

  /** What the inputs reported for `time`, which is then forgotten. */
  take(time: number): ReadonlyMap<number, StreamInputInfo> {
    const reports = this.#reports.get(time)
    this.#reports.delete(time)
    return reports ?? NONE
  }

  #compute<T>(id: number, source: InputSource<T>, time: number): RDD<T> | undefined | Promise<RDD<T> | undefined> {
    return source.compute(new Time(time), (report) => this.#report(time, id, report))
  }

  #report(time: number, inputStreamId: number, report: InputReport): void {
    const { numRecords, metadata, description } = report
    const reports = this.#reports.get(time) ?? new Map<number, StreamInputInfo>()
    this.#reports.set(
      time,
      reports.set(inputStreamId, { inputStreamId, numRecords, metadata, metadataDescription: description }),
    )
  }
}

/** No RDD, or one of this context. */
const requireOwn = <T>(operator: Operator, { sparkContext }: StreamingContext, rdd: RDD<T> | undefined) =>
  rdd === undefined ? undefined : requireRdd(operator.site, sparkContext, 'the input answered', rdd)

/** What the driver tells other hosts of the RDD that an input gave. */
interface Told {
  readonly operator: string
  readonly partitions: number
  readonly waits: boolean
}

/**
 * The RDD of an input. When several hosts run the program, only the driver asks the source; what it answers is behind an
 * RDD that all of them make, whose records the driver gives to who needs them.
 */
function given<T>(
  { sparkContext }: StreamingContext,
  operator: Operator,
  time: number,
  compute: () => Eventual<RDD<T> | undefined>,
): Eventual<RDD<T> | undefined> {
  const { host } = sparkContext
  if (host === undefined) return compute()
  let own: RDD<T> | undefined
  const ask = (): Eventual<Told | null> =>
    then(host.within(`${PRIVATE}${operator.defaultName}@${time}`, compute), (rdd) => {
      own = rdd
      if (rdd === undefined) return null
      const { operator, partitions, waits } = rdd.node
      return { operator, partitions, waits }
    })
  return then(host.once(operator.kind, undefined, ask), (told) =>
    told === null
      ? undefined
      : new RDD<T>(sparkContext, {
          ...{ operator: told.operator, partitions: told.partitions, site: operator.site },
          dependencies: own === undefined ? [] : [oneToOne(own)],
          body: { kind: 'given', waits: told.waits },
        }),
  )
}

const NONE: ReadonlyMap<number, StreamInputInfo> = new Map()
