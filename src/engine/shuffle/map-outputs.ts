import type { Eventual } from '../../kernel/eventual.ts'
import type { ShuffleDependency } from '../../rdd/node.ts'
import { Unplanned } from '../unplanned.ts'

/** What one map task made: a list of pairs, or none, for each partition behind the shuffle. Nobody changes it. */
export interface MapOutput {
  readonly buckets: readonly (readonly any[] | undefined)[]
  /**
   * True when the values are sums that a reader may change by merging others into them (lists, maps, counters of the
   * user's own). Such buckets are read once, because a second reader would find the first one's changes.
   */
  readonly changeable: boolean
}

interface Outputs {
  readonly parts: (MapOutput | undefined)[]
  /** How many of the parts are there. */
  present: number
  /** True when a part is changeable. */
  changeable: boolean
  /** Partitions behind the shuffle whose buckets have been read and may have been changed. */
  used: Set<number> | undefined
}

/**
 * Outputs of map tasks, by the dependency that they serve. They stay as long as the RDDs that have the dependency, so a
 * second job over them skips the stage; they go with the RDDs.
 */
export class ShuffleStore {
  readonly #outputs = new WeakMap<ShuffleDependency, Outputs>()
  readonly #running = new Map<ShuffleDependency, Promise<void>>()

  /** Run the map tasks of a shuffle, unless another job runs them now: then wait, and see what is missing still. */
  once(dependency: ShuffleDependency, run: () => Eventual<void>): Eventual<void> {
    const other = this.#running.get(dependency)
    if (other !== undefined) return other.catch(() => undefined).then(() => this.once(dependency, run))
    if (this.isComplete(dependency)) return
    const begun = run()
    if (!(begun instanceof Promise)) return
    const running = begun.finally(() => this.#running.delete(dependency))
    this.#running.set(dependency, running)
    return running
  }

  /** True when the output of every map partition is there. */
  isComplete(dependency: ShuffleDependency): boolean {
    return (this.#outputs.get(dependency)?.present ?? 0) === dependency.rdd.node.partitions
  }

  /** Map partitions whose output is not there. */
  missing(dependency: ShuffleDependency): number[] {
    const parts = this.#outputs.get(dependency)?.parts
    const missing: number[] = []
    for (let p = 0; p < dependency.rdd.node.partitions; p++) if (parts?.[p] === undefined) missing.push(p)
    return missing
  }

  put(dependency: ShuffleDependency, p: number, output: MapOutput): void {
    let outputs = this.#outputs.get(dependency)
    if (outputs === undefined) {
      outputs = { parts: [], present: 0, changeable: false, used: undefined }
      this.#outputs.set(dependency, outputs)
    }
    if (outputs.parts[p] === undefined) outputs.present++
    outputs.parts[p] = output
    outputs.changeable ||= output.changeable
  }

  /** Throw Unplanned unless the buckets of partition `p` can be read. */
  require(dependency: ShuffleDependency, p: number): void {
    if (this.#outputs.get(dependency)?.used?.has(p) === true) this.#outputs.delete(dependency)
    else if (this.isComplete(dependency)) return
    throw new Unplanned('map outputs')
  }

  /** The buckets of partition `p` that hold anything, in order of the map partitions. */
  read(dependency: ShuffleDependency, p: number): (readonly any[])[] {
    this.require(dependency, p)
    const outputs = this.#outputs.get(dependency)
    const buckets: (readonly any[])[] = []
    for (const output of outputs?.parts ?? []) {
      const bucket = output?.buckets[p]
      if (bucket !== undefined && bucket.length > 0) buckets.push(bucket)
    }
    if (outputs?.changeable) {
      outputs.used ??= new Set()
      outputs.used.add(p)
    }
    return buckets
  }
}
