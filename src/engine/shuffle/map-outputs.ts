import type { ShuffleDependency } from '../../rdd/node.ts'
import { Unplanned } from '../unplanned.ts'

/** What one map task made: a list of pairs for each partition behind the shuffle. Nobody changes it. */
export interface MapOutput {
  readonly buckets: readonly (readonly any[])[]
  /**
   * True when the values are sums that a reader may change by merging others into them (lists, maps, counters of the
   * user's own). Such buckets are read once, because a second reader would find the first one's changes.
   */
  readonly changeable: boolean
}

interface Outputs {
  readonly parts: (MapOutput | undefined)[]
  /** Partitions behind the shuffle whose buckets have been read and may have been changed. */
  readonly used: Set<number>
}

/**
 * Outputs of map tasks, by the dependency that they serve. They stay as long as the RDDs that have the dependency, so a
 * second job over them skips the stage; they go with the RDDs.
 */
export class ShuffleStore {
  readonly #outputs = new WeakMap<ShuffleDependency, Outputs>()
  readonly #running = new WeakMap<ShuffleDependency, Promise<void>>()

  /** Run the map tasks of a shuffle, unless another job runs them now: then wait, and see what is missing still. */
  async once(dependency: ShuffleDependency, run: () => Promise<void>): Promise<void> {
    for (let other = this.#running.get(dependency); other !== undefined; other = this.#running.get(dependency))
      await other.catch(() => undefined)
    if (this.missing(dependency).length === 0) return
    const running = run().finally(() => this.#running.delete(dependency))
    this.#running.set(dependency, running)
    await running
  }

  /** Map partitions whose output is not there. */
  missing(dependency: ShuffleDependency): number[] {
    const parts = this.#outputs.get(dependency)?.parts
    const missing: number[] = []
    for (let p = 0; p < dependency.rdd.node.partitions; p++) if (parts?.[p] === undefined) missing.push(p)
    return missing
  }

  put(dependency: ShuffleDependency, p: number, output: MapOutput): void {
    const outputs = this.#outputs.get(dependency) ?? { parts: [], used: new Set<number>() }
    outputs.parts[p] = output
    this.#outputs.set(dependency, outputs)
  }

  /** Throw Unplanned unless the buckets of partition `p` can be read. */
  require(dependency: ShuffleDependency, p: number): readonly (MapOutput | undefined)[] {
    const outputs = this.#outputs.get(dependency)
    if (outputs?.used.has(p) === true) this.#outputs.delete(dependency)
    else if (this.missing(dependency).length === 0) return outputs?.parts ?? []
    throw new Unplanned('map outputs')
  }

  /** The buckets of partition `p`, in order of the map partitions. */
  read(dependency: ShuffleDependency, p: number): (readonly any[])[] {
    const parts = this.require(dependency, p)
    if (parts.some((output) => output?.changeable)) this.#outputs.get(dependency)?.used.add(p)
    return parts.map((output) => output?.buckets[p] ?? [])
  }
}
