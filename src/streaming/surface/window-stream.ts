import { type Eventual, eachInTurn, then } from '../../kernel/eventual.ts'
import type { RDD } from '../../rdd/rdd.ts'
import { StorageLevel } from '../../rdd/storage-level.ts'
import { DStream } from '../dstream.ts'
import type { Operator } from '../operator.ts'
import { type Span, timesIn } from './span.ts'

/**
 * The parent's RDDs of a window as one RDD. The parent's RDDs are kept, because the next windows need them again; so a
 * level that is chosen here is the parent's.
 */
export class WindowStream<T> extends DStream<T> {
  readonly #parent: DStream<T>

  constructor(parent: DStream<T>, operator: Operator, { window, slide }: Span) {
    const { sparkContext } = parent.context
    super(parent.context, operator, {
      slide,
      parents: [parent],
      parentsRemember: window,
      compute: (time) =>
        then(rddsAt(parent, timesIn(time - window, time, parent.slide)), (rdds) =>
          sparkContext.at(operator.site, () =>
            rdds.length === 0 ? sparkContext.emptyRDD<T>() : sparkContext.union(rdds),
          ),
        ),
    })
    this.#parent = parent
    parent.suggestLevel(StorageLevel.MEMORY_ONLY)
  }

  override persist(level: StorageLevel = StorageLevel.MEMORY_ONLY): this {
    this.#parent.persist(level)
    return this
  }

  override suggestLevel(level: StorageLevel): void {
    this.#parent.suggestLevel(level)
  }
}

/** The RDDs that `stream` has at `times`. */
export function rddsAt<T>(stream: DStream<T>, times: readonly number[]): Eventual<RDD<T>[]> {
  const rdds: RDD<T>[] = []
  const all = eachInTurn(times, (time) =>
    then(stream.getOrCompute(time), (rdd) => {
      if (rdd !== undefined) rdds.push(rdd)
    }),
  )
  return then(all, () => rdds)
}
