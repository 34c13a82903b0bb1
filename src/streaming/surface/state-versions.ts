import { StreamError } from '../../kernel/errors.ts'
import { recover } from '../../kernel/eventual.ts'
import type { Site } from '../../kernel/site.ts'
import { PRIVATE } from '../../program/hosts/host.ts'
import type { Placed } from '../../program/placed.ts'
import type { Backend } from '../../rdd/backend.ts'
import type { SparkContext } from '../../rdd/context.ts'
import type { StateBody, StateFunction } from '../../rdd/node.ts'
import type { Partitioner } from '../../rdd/partitioner.ts'
import { oneToOne, RDD } from '../../rdd/rdd.ts'
import type { StreamingContext } from '../context.ts'
import type { DStream } from '../dstream.ts'
import type { Operator, StateMigration } from '../operator.ts'

/** How one version of a state comes about: see StateBody. */
export interface VersionMaking {
  readonly from: number | undefined
  /** RDDs that lie by the partitioner of the state. */
  readonly inputs: readonly RDD<any>[]
  readonly f: Placed<StateFunction>
  readonly view?: NonNullable<StateBody['view']>
  /** What `f` is told as `place.prepared`. */
  readonly told?: unknown
  /** Makes the version from its inputs alone, whatever became of the one before. */
  readonly anew?: boolean
  /** Whether the records lie by the partitioner. Default true. */
  readonly partitioned?: boolean
}

/** How a version is read that another RDD makes. */
export interface VersionReading {
  readonly site: Site
  /** Stands for what makes the version; never called. */
  readonly f: Placed<StateFunction>
  readonly view: NonNullable<StateBody['view']>
  readonly partitioned?: boolean
}

/** Stands in a reading for what makes a version. */
export function neverRuns(): never {
  throw new StreamError('BUG_INVARIANT', 'a state was to be made by what only reads it')
}

/**
 * The RDDs of one operator that make versions of its state, a batch each: which are remembered, and which is the newest.
 *
 * It stands between a stream and the state so that an RDD knows the one before it without holding it. And it sees to it
 * that no version is left out: one that the jobs of its batch did not make, because they looked at other things, is made
 * before it is forgotten. A version that cannot be made is lost: those after it go on from the last one that could.
 */
export class StateVersions<T> {
  readonly site: Site
  readonly partitioner: Partitioner
  readonly #context: StreamingContext
  readonly #owner: Operator
  readonly #rdds = new Map<number, RDD<T>>()
  #newest: number | undefined
  #reached = Number.NEGATIVE_INFINITY
  #settling: Promise<void> | undefined
  #lost = false
  /** The last batch that is over. */
  #done = Number.NEGATIVE_INFINITY
  readonly #part: string
  #generation = 0
  /** Versions that an earlier process has made, and the last of them. */
  #kept: readonly number[] = []
  #restored = Number.NEGATIVE_INFINITY
  #imported = Number.NEGATIVE_INFINITY

  /**
   * State is filed under the name of `owner` as it is when the first batch comes, and `part`. A part can be made of what
   * the streams remember, so nothing is said when a version of it is lost.
   */
  constructor(context: StreamingContext, owner: Operator, site: Site, partitioner: Partitioner, part = '') {
    this.#context = context
    this.#owner = owner
    this.site = site
    this.partitioner = partitioner
    this.#part = part
    context.graph.keep(this)
  }

  /** Version of the last RDD that was made; undefined before the first. */
  async newest(): Promise<number | undefined> {
    await this.#settling
    return this.#newest
  }

  /**
   * As `newest`, after trying once more to make that version if its batch is over and no job has made it. If that fails
   * the version is lost.
   */
  async settled(): Promise<number | undefined> {
    const time = await this.newest()
    if (time === undefined || time > this.#done || this.#isMade(time)) return time
    const rdd = this.#rdds.get(time)
    if (rdd !== undefined) await this.#settleOne(rdd).catch((error: unknown) => this.#lose(time, error))
    return time
  }

  /** The newest version that was made in all partitions; undefined when there is none. */
  made(): number | undefined {
    return this.#backend.stateVersion(this.name, this.partitioner.numPartitions)
  }

  /**
   * Begin again under another name, from no version at all: what was filed under the old one went with the worker that had
   * it. Every host of the program must be told the same `generation`.
   */
  renew(generation: number): void {
    if (generation === this.#generation) return
    this.#generation = generation
    this.#rdds.clear()
    this.restore([])
    this.#lost = false
  }

  get generation(): number {
    return this.#generation
  }

  /** True when a version was lost since the last time that this was asked. */
  takeLost(): boolean {
    const lost = this.#lost
    this.#lost = false
    return lost
  }

  /**
   * Version that `stream` stands on at `time`, after making those before `time` that nobody asked for. A batch that could
   * not be made is left out: it was reported when it failed.
   */
  async before(stream: DStream<T>, time: number): Promise<number | undefined> {
    // Its records are wanted again; the version is there.
    if (time <= this.#restored) return this.#kept.findLast((version) => version < time)
    const last = time - stream.slide
    const needed = stream.isValid(last) && (this.#reached < last || stream.wasMade(last))
    if (needed)
      await recover<unknown>(
        () => stream.getOrCompute(last),
        () => undefined,
      )
    this.#reached = time
    return this.newest()
  }

  /** The RDD that makes version `to`. */
  make(to: number, { from, inputs, f, view, told, anew = false, partitioned = true }: VersionMaking): RDD<T> {
    const previous = (): RDD<T> | undefined => (from === undefined || anew ? undefined : this.#rdds.get(from))
    const body: StateBody = { kind: 'state', operator: this.name, from, to, previous, f, ...(view && { view }) }
    const rdd = this.#node<T>(this.site, inputs, told, body, partitioned)
    this.#rdds.set(to, rdd)
    this.#newest = Math.max(to, this.#newest ?? to)
    return rdd
  }

  /** An RDD, made at `site`, that reads version `at`, which another RDD makes, through `view`. */
  read<U>(at: number, { site, f, view, partitioned = true }: VersionReading): RDD<U> {
    const previous = (): RDD<T> | undefined => this.#rdds.get(at)
    const body: StateBody = { kind: 'state', operator: this.name, from: at, to: at, previous, f, view }
    return this.#node(site, [], undefined, body, partitioned)
  }

  /** Forget RDDs of `stream` up to and including `last`, and the state that only they needed. */
  forget(stream: DStream<T>, last: number): void {
    const done = last + stream.rememberDuration
    this.#done = Math.max(this.#done, done)
    this.#settle(done - stream.slide, last + stream.slide)
    let oldest: number | undefined
    for (const time of this.#rdds.keys()) {
      if (time > last) break
      oldest = time
      this.#rdds.delete(time)
    }
    // The version of the last one forgotten stays: the next RDD starts from it, should it have to be computed again.
    if (oldest !== undefined) this.#backend.retainState(this.name, oldest)
  }

  /**
   * Make the oldest version up to `newest` that is not there. Its batch is over and so is the next one, which makes what it
   * builds on if its jobs build on it at all. What fails is tried again after the next batch, except one up to `leaving`:
   * that is forgotten then, and so it is lost.
   */
  #settle(newest: number, leaving: number): void {
    const [time, rdd] = this.#oldestUnmade(newest) ?? []
    if (time === undefined || rdd === undefined || this.#settling !== undefined) return
    this.#settling = this.#settleOne(rdd)
      .catch((error: unknown) => {
        if (time <= leaving) this.#lose(time, error)
      })
      .then(() => {
        this.#settling = undefined
      })
  }

  async #settleOne(rdd: RDD<T>): Promise<void> {
    const { sparkContext } = this.#context
    await sparkContext.within(`${PRIVATE}settle`, () => sparkContext.run(rdd, { kind: 'count' }))
  }

  #isMade(time: number): boolean {
    const made = this.made()
    return made !== undefined && made >= time
  }

  #oldestUnmade(newest: number): [number, RDD<T>] | undefined {
    let made: number | undefined
    try {
      made = this.made()
    } catch {
      // It went with its worker, which the next batch will find out and say.
      return undefined
    }
    for (const [time, rdd] of this.#rdds) {
      if (time > newest) return undefined
      if (made === undefined || made < time) return [time, rdd]
    }
    return undefined
  }

  #lose(time: number, error: unknown): void {
    this.#rdds.delete(time)
    this.#lost = true
    const { sparkContext } = this.#context
    if (!sparkContext.isStopped && this.#part === '')
      sparkContext.logger.error(`${this.site}: the state of ${time} ms is lost`, error)
  }

  get #backend(): Backend {
    return this.#context.sparkContext.backend
  }

  /** What made the state: `mapWithState`. */
  get kind(): string {
    return this.#owner.kind
  }

  /** Where the state is found again after a restart. */
  get file(): string {
    return `${this.#owner.name}${this.#part}`
  }

  /** `file`, and where it was before the operator was renamed. */
  get files(): readonly string[] {
    return [this.#owner.name, ...this.#owner.formerNames].map((name) => `${name}${this.#part}`)
  }

  /** Which form its values have. */
  get version(): number {
    return this.#owner.stateVersion
  }

  /** Makes a value of now of one of an earlier version, which it is told. */
  get migration(): Placed<StateMigration> | undefined {
    return this.#owner.migration
  }

  /** True when the keys of the state are times, and the keys by which it lies are in what it holds for them. */
  get isOfPanes(): boolean {
    return this.#part !== ''
  }

  /** Go on from the last of `versions`, which an earlier process has made; RDDs of all of them may be asked for. */
  restore(versions: readonly number[], imported = Number.NEGATIVE_INFINITY): void {
    this.#imported = imported
    this.#kept = versions
    this.#restored = versions.at(-1) ?? Number.NEGATIVE_INFINITY
    this.#newest = versions.at(-1)
    this.#reached = this.#restored
  }

  /** True for a version of before the states were put in from outside: nobody knows it. */
  isUnknown(version: number): boolean {
    return version < this.#imported
  }

  /** What the engine knows the state by. */
  get name(): string {
    const again = this.#generation === 0 ? '' : `~${this.#generation}`
    return `${this.#owner.name}${this.#part}${again}${suffixOf(this.#context)}`
  }

  #node<U>(site: Site, inputs: readonly RDD<any>[], told: unknown, body: StateBody, partitioned: boolean): RDD<U> {
    return new RDD<U>(this.#context.sparkContext, {
      operator: site.operator,
      site,
      dependencies: inputs.map((rdd) => oneToOne(rdd)),
      body,
      partitions: this.partitioner.numPartitions,
      partitioner: partitioned ? this.partitioner : undefined,
      prepare: told === undefined ? undefined : () => Promise.resolve(told),
    })
  }
}

/** The streaming contexts of each SparkContext, in order of first use. */
const contexts = new WeakMap<SparkContext, WeakRef<StreamingContext>[]>()

/** How many slides a stateful stream remembers: time to make a version that no job has made. */
export const SLIDES_REMEMBERED = 3

/**
 * What tells the state of a streaming context from that of an earlier one over the same SparkContext, whose operators have
 * the same names: nothing for the first, `#2` for the second.
 */
function suffixOf(context: StreamingContext): string {
  const known = contexts.get(context.sparkContext) ?? []
  contexts.set(context.sparkContext, known)
  const at = known.findIndex((ref) => ref.deref() === context)
  const index = at >= 0 ? at : known.push(new WeakRef(context)) - 1
  return index === 0 ? '' : `#${index + 1}`
}
