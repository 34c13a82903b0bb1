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

/** What tasks read of the outputs of map tasks. */
export interface ShuffleReads {
  /** Throw Unplanned unless the buckets of partition `p` can be read, for the `time`-th time in one attempt of a task. */
  require(dependency: ShuffleDependency, p: number, time: number): void
  /** The buckets of partition `p` that hold anything, in order of the map partitions. Throws as `require`. */
  read(dependency: ShuffleDependency, p: number, time: number): (readonly any[])[]
}

/** The outputs of all map tasks, once. */
interface Copy {
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
 *
 * There is one copy of them, unless a task reads the same changeable buckets several times (a join of sums with
 * themselves, say): then there are as many, each made by the map tasks anew.
 */
export class ShuffleStore implements ShuffleReads {
  /** As many copies more are made of what has been used up: for tasks that take it from one another again and again. */
  spare = 0
  readonly #copies = new WeakMap<ShuffleDependency, readonly Copy[]>()
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
    const { partitions } = dependency.rdd.node
    const copies = this.#copies.get(dependency)
    if (copies === undefined) return partitions === 0
    for (const { present } of copies) if (present < partitions) return false
    return true
  }

  /** Map partitions whose output is not there: as often as it is to be made. */
  missing(dependency: ShuffleDependency): number[] {
    const missing: number[] = []
    for (const { parts } of this.#made(dependency))
      for (let p = 0; p < dependency.rdd.node.partitions; p++) if (parts[p] === undefined) missing.push(p)
    return missing
  }

  put(dependency: ShuffleDependency, p: number, output: MapOutput): void {
    const copies = this.#made(dependency)
    const copy = copies.find(({ parts }) => parts[p] === undefined) ?? (copies[0] as Copy)
    if (copy.parts[p] === undefined) copy.present++
    copy.parts[p] = output
    copy.changeable ||= output.changeable
  }

  require(dependency: ShuffleDependency, p: number, time: number): void {
    this.#unused(dependency, p, time)
  }

  read(dependency: ShuffleDependency, p: number, time: number): (readonly any[])[] {
    const copy = this.#unused(dependency, p, time)
    const buckets: (readonly any[])[] = []
    for (const output of copy.parts) {
      const bucket = output?.buckets[p]
      if (bucket !== undefined && bucket.length > 0) buckets.push(bucket)
    }
    if (copy.changeable) {
      copy.used ??= new Set()
      copy.used.add(p)
    }
    return buckets
  }

  /** The outputs of all map tasks, by map partition. */
  outputs(dependency: ShuffleDependency): readonly (MapOutput | undefined)[] {
    return this.#copies.get(dependency)?.[0]?.parts ?? []
  }

  /** Outputs of which `isGone` says so are not there any more. */
  discard(dependency: ShuffleDependency, isGone: (output: MapOutput) => boolean): void {
    for (const copy of this.#copies.get(dependency) ?? [])
      for (const [p, output] of copy.parts.entries()) {
        if (output === undefined || !isGone(output)) continue
        copy.parts[p] = undefined
        copy.present--
      }
  }

  /** A copy in which the buckets of partition `p` are as the map tasks made them. */
  #unused(dependency: ShuffleDependency, p: number, time: number): Copy {
    if (!this.isComplete(dependency)) throw new Unplanned('map outputs')
    const copies = this.#made(dependency)
    const unused = copies.find(({ used }) => used?.has(p) !== true)
    if (unused !== undefined) return unused
    this.#copies.set(dependency, emptyCopies(Math.max(copies.length, time) + this.spare))
    throw new Unplanned('map outputs')
  }

  #made(dependency: ShuffleDependency): readonly Copy[] {
    const made = this.#copies.get(dependency) ?? emptyCopies(1)
    this.#copies.set(dependency, made)
    return made
  }
}

const emptyCopies = (n: number): readonly Copy[] =>
  Array.from({ length: n }, () => ({ parts: [], present: 0, changeable: false, used: undefined }))
