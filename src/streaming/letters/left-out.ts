import type { LeftOut } from '../../rdd/backend.ts'
import { oneToOne, RDD } from '../../rdd/rdd.ts'
import type { DeadLetter } from './dead-letter.ts'

/** Which batch of which input an RDD is. */
export interface Origin {
  readonly name: string
  readonly kind: string
  readonly time: number
}

/** Knows the RDDs of inputs, and leaves out of them what letters of an earlier process say. */
export class InputWatch {
  readonly #origins = new WeakMap<RDD<any>, Origin>()
  /** By input and time. */
  readonly #letters: ReadonlyMap<string, readonly DeadLetter[]>
  readonly #differs: (origin: Origin, letters: readonly DeadLetter[]) => void

  /** `differs` is told when a batch has not as many partitions as it had when the letters were written. */
  constructor(letters: readonly DeadLetter[], differs: (origin: Origin, letters: readonly DeadLetter[]) => void) {
    this.#letters = Map.groupBy(letters, ({ source, batchTime }) => keyOf({ name: source.name, time: batchTime }))
    this.#differs = differs
  }

  originOf(rdd: RDD<any>): Origin | undefined {
    return this.#origins.get(rdd)
  }

  /** What the input is to give in the place of `rdd`: one that belongs to this batch alone. */
  watched<T>(origin: Origin, rdd: RDD<T>): RDD<T> {
    const own = rdd.node.body.kind === 'given' ? rdd : ofItsOwn(rdd)
    this.#origins.set(own, origin)
    const letters = this.#letters.get(keyOf(origin)) ?? []
    const fitting = letters.filter(({ source }) => source.partitions === own.node.partitions)
    if (fitting.length > 0) own.context.backend.leaveOut?.(own, placesOf(fitting))
    if (fitting.length < letters.length) this.#differs(origin, letters)
    return own
  }
}

const keyOf = ({ name, time }: Pick<Origin, 'name' | 'time'>): string => `${time} ${name}`

/** A source may give the same RDD to several batches. */
const ofItsOwn = <T>(rdd: RDD<T>): RDD<T> =>
  new RDD<T>(rdd.context, {
    ...{ operator: rdd.node.operator, site: rdd.node.site, dependencies: [oneToOne(rdd)], body: { kind: 'concat' } },
    ...{ partitions: rdd.node.partitions, partitioner: rdd.partitioner },
  })

function placesOf(letters: readonly DeadLetter[]): LeftOut {
  const parts = Map.groupBy(letters, ({ source }) => source.partition)
  return new Map([...parts].map(([p, of]) => [p, of.map(({ source }) => source.index)]))
}
