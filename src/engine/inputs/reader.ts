import { StreamError } from '../../kernel/errors.ts'
import type { Site } from '../../kernel/site.ts'
import { iterableOf } from '../../rdd/faults.ts'
import type { NarrowDependency, PartitionPlace, ShuffleDependency, Step } from '../../rdd/node.ts'
import type { RDD } from '../../rdd/rdd.ts'
import type { Attempt } from '../attempt.ts'
import { Gathered } from '../compile/op.ts'
import { failureOf } from '../failure.ts'
import type { Ground } from '../ground.ts'
import { UNWATCHED } from '../pulse.ts'
import { type Piece, readSource } from '../sources/read-source.ts'
import { Unplanned } from '../unplanned.ts'
import { asyncChunks } from './async-chunks.ts'
import { runInto } from './drive.ts'
import { combineInputs, groupInputs } from './keyed.ts'
import { type Feed, Line, type Sink } from './line.ts'
import { leavingOut } from './omissions.ts'
import { onlyParent } from './parents.ts'
import { Records } from './records.ts'
import { stateRecords } from './stateful.ts'

/**
 * Reads partitions of RDDs within one attempt of a task.
 *
 * A partition is read as feeds: iterables of records, each with the steps that are still to be done to them. So a chain
 * of steps, and what stands behind it, becomes one loop, also across a union.
 */
export class Reader {
  readonly ground: Ground
  readonly attempt: Attempt
  /** Partitions that were read before the task began: they had to be waited for, or lay deep in the lineage. */
  readonly #ready = new Map<RDD<any>, Map<number, readonly any[]>>()
  readonly #open: Iterator<unknown>[] = []
  /** How often the buckets of a partition behind a shuffle were read. */
  readonly #reads = new Map<ShuffleDependency, Map<number, number>>()

  constructor(ground: Ground, attempt: Attempt) {
    this.ground = ground
    this.attempt = attempt
  }

  /** The feeds of partition `p` of `rdd`, whose records are then to go through `after`. */
  *feeds(rdd: RDD<any>, p: number, after: readonly Step[] = NO_STEPS): Generator<Feed, void> {
    let [from, parts] = [rdd, [p] as readonly number[]]
    const steps: Step[] = []
    while (!this.#isKept(from, parts) && !this.#isCut(from, parts)) {
      const { body, dependencies } = from.node
      const only = body.kind === 'concat' && parts.length === 1 ? onlyParent(from, parts[0] as number) : undefined
      if (only !== undefined) [from, parts] = [only.rdd, [only.p]]
      else if (body.kind === 'step') {
        const parent = dependencies[0] as NarrowDependency
        parts = parts.flatMap((q) => parent.parents(q))
        steps.push(body.step)
        from = parent.rdd
      } else break
    }
    const all = steps.length === 0 ? after : steps.reverse().concat(after)
    for (const q of parts) yield* this.#base(from, q, all)
  }

  /** As `feeds`, ended by `close` if not by its reader. */
  open(rdd: RDD<any>, p: number): Generator<Feed, void> {
    const feeds = this.feeds(rdd, p)
    this.#open.push(feeds)
    return feeds
  }

  /** The records of partition `p`, to be read once, by a function of `reader`. */
  records(rdd: RDD<any>, p: number, reader: Site): IterableIterator<any> {
    return this.#recordsOf(this.feeds(rdd, p), reader)
  }

  /** End everything that was opened and not read to its end: what it reads from is closed by that. */
  close(): void {
    for (const open of this.#open.splice(0)) {
      try {
        open.return?.()
      } catch {
        // The task has its result or its error already; what ends badly after that changes neither.
      }
    }
  }

  /** Run the whole partition into a sink. */
  into(rdd: RDD<any>, p: number, sink: Sink, gathered: Gathered): Gathered {
    for (const feed of this.feeds(rdd, p)) {
      if (feed.records === undefined) throw mustWait(rdd)
      if (runInto(feed, feed.records, sink, gathered, this.ground.generated)) break
    }
    return gathered
  }

  /** One iterable a dependency: all the partitions that it names. */
  inputs(rdd: RDD<any>, p: number): IterableIterator<any>[] {
    const reader = placedSite(rdd)
    return rdd.node.dependencies.map((dependency) => {
      const narrow = dependency as NarrowDependency
      const parents = narrow.parents(p)
      if (parents.length === 1) return this.records(narrow.rdd, parents[0] as number, reader)
      return this.#recordsOf(this.#concat(narrow, p, NO_STEPS), reader)
    })
  }

  /** The buckets of partition `p` behind a shuffle. */
  buckets(dependency: ShuffleDependency, p: number): (readonly any[])[] {
    const reads = this.#reads.get(dependency) ?? new Map<number, number>()
    const time = (reads.get(p) ?? 0) + 1
    const buckets = this.ground.shuffles.read(dependency, p, time)
    this.#reads.set(dependency, reads.set(p, time))
    return buckets
  }

  /** Throw Unplanned unless `buckets` would answer. */
  requireBuckets(dependency: ShuffleDependency, p: number): void {
    this.ground.shuffles.require(dependency, p, (this.#reads.get(dependency)?.get(p) ?? 0) + 1)
  }

  #recordsOf(feeds: Iterator<Feed>, reader: Site): IterableIterator<any> {
    const records = new Records(feeds, this.ground.generated, reader, this.attempt.pulse)
    this.#open.push(records)
    return records
  }

  place(rdd: RDD<any>, index: number): PartitionPlace {
    return { index, prepared: rdd.preparation }
  }

  /** Run a function of a whole partition and see that it answers an iterable. */
  call<R extends Iterable<any>>(rdd: RDD<any>, f: () => R): R {
    this.begins(placedSite(rdd))
    try {
      return iterableOf(f()) as R
    } catch (error) {
      throw this.failure(error, placedSite(rdd))
    }
  }

  /** A function of a whole partition begins. */
  begins(site: Site): void {
    const { pulse = UNWATCHED } = this.attempt
    pulse.beat(site)
    pulse.careful?.resume(site)
  }

  /** What is to be thrown for something that was thrown by a function of a whole partition. */
  failure(error: unknown, site: Site): unknown {
    return failureOf(error, { site, attempt: this.attempt, record: [], showRecords: this.ground.showRecords })
  }

  /** True when nothing has to be computed to read the partition. */
  isAtHand(rdd: RDD<any>, p: number): boolean {
    return this.isReady(rdd, p) || this.ground.kept.has(rdd, p)
  }

  /** True for a step that is done in one loop with its neighbours: one whose own records nobody keeps. */
  isStep(rdd: RDD<any>): boolean {
    return rdd.node.body.kind === 'step' && this.ground.kept.level(rdd) === undefined
  }

  /** True when the partition was read before the task began. */
  isReady(rdd: RDD<any>, p: number): boolean {
    return this.#ready.get(rdd)?.has(p) === true
  }

  /** Read a partition as a whole now, so that what reads it later need not go through its lineage. */
  readNow(rdd: RDD<any>, p: number): void {
    const isKept = this.ground.kept.level(rdd) !== undefined
    this.setReady(rdd, p, isKept ? this.#kept(rdd, p) : this.#collect(rdd, p))
  }

  /** Give the records of a partition that was read before the task began. */
  setReady(rdd: RDD<any>, p: number, records: readonly any[]): void {
    const ready = this.#ready.get(rdd) ?? new Map<number, readonly any[]>()
    this.#ready.set(rdd, ready.set(p, records))
  }

  #isKept(rdd: RDD<any>, parts: readonly number[]): boolean {
    return this.ground.kept.level(rdd) !== undefined || parts.some((p) => this.isReady(rdd, p))
  }

  /** True when records of one of the partitions are left out, so that it has to be read by itself. */
  #isCut(rdd: RDD<any>, parts: readonly number[]): boolean {
    const { omissions } = this.ground
    return omissions.any && parts.some((p) => omissions.of(rdd, p) !== undefined)
  }

  *#base(rdd: RDD<any>, p: number, steps: readonly Step[]): Generator<Feed, void> {
    const ready = this.#ready.get(rdd)?.get(p)
    const line = new Line(steps, placedSite(rdd), this.attempt, this.ground.showRecords)
    if (ready !== undefined) return yield this.#feed(line, ready)
    if (this.ground.kept.level(rdd) !== undefined) return yield this.#feed(line, this.#kept(rdd, p))
    yield* this.#body(rdd, p, line)
  }

  *#body(rdd: RDD<any>, p: number, line: Line): Generator<Feed, void> {
    const places = this.ground.omissions.of(rdd, p)
    if (places === undefined) return yield* this.#whole(rdd, p, line)
    const whole = this.#whole(rdd, p, new Line(NO_STEPS, placedSite(rdd), this.attempt, this.ground.showRecords))
    yield* this.#pieces(line, leavingOut(rdd, whole, places, this.ground.generated))
  }

  /** The partition with all records. */
  *#whole(rdd: RDD<any>, p: number, line: Line): Generator<Feed, void> {
    const { body, dependencies } = rdd.node
    if (rdd.node.prepare !== undefined && !this.ground.prepared.has(rdd))
      throw new Unplanned(`prepare of ${rdd.node.operator}`)
    switch (body.kind) {
      case 'source':
        return yield* this.#pieces(line, readSource(body.source, p, this.ground.blocks, rdd.node.site))
      case 'given':
        if (dependencies.length === 0) yield* this.#pieces(line, this.ground.given(rdd, p))
        else for (const dependency of dependencies) yield* this.#concat(dependency as NarrowDependency, p, line.steps)
        return
      case 'concat':
        for (const dependency of dependencies) yield* this.#concat(dependency as NarrowDependency, p, line.steps)
        return
      case 'fetch':
        for (const dependency of rdd.node.dependencies)
          for (const bucket of this.buckets(dependency as ShuffleDependency, p)) yield this.#feed(line, bucket)
        return
      case 'step':
        return yield* this.feeds(rdd, p, line.steps)
      case 'partition':
        return yield this.#feed(
          line,
          this.call(rdd, () => body.f.call(this.inputs(rdd, p), this.place(rdd, p))),
        )
      case 'async':
        return yield this.#later(line, asyncChunks(this, rdd, p, body.f))
      case 'combine':
        return yield this.#feed(line, combineInputs(this, rdd, p, body.aggregator))
      case 'cogroup':
        return yield this.#feed(line, groupInputs(this, rdd, p))
      case 'state':
        return yield this.#feed(line, stateRecords(this, rdd, p, body))
    }
  }

  *#pieces(line: Line, pieces: Iterable<Piece>): Generator<Feed, void> {
    for (const piece of pieces) {
      if (Symbol.asyncIterator in piece) yield this.#later(line, piece as AsyncIterable<readonly any[]>)
      else yield this.#feed(line, piece as Iterable<any>)
    }
  }

  #feed(line: Line, records: Iterable<any>): Feed {
    return { line, records: line.fed(records, this.ground.generated), chunks: undefined }
  }

  #later(line: Line, chunks: AsyncIterable<readonly any[]>): Feed {
    return { line, records: undefined, chunks: this.#fedLater(line, chunks) }
  }

  async *#fedLater(line: Line, chunks: AsyncIterable<readonly any[]>): AsyncGenerator<readonly any[], void> {
    for await (const chunk of chunks) {
      const fed = line.fed(chunk, this.ground.generated)
      yield fed === chunk ? chunk : [...fed]
    }
  }

  *#concat(dependency: NarrowDependency, p: number, steps: readonly Step[]): Generator<Feed, void> {
    for (const parent of dependency.parents(p)) yield* this.feeds(dependency.rdd, parent, steps)
  }

  /** The partition from the store, or computed and put there. */
  #kept(rdd: RDD<any>, p: number): readonly any[] {
    const { kept } = this.ground
    const found = kept.get(rdd, p)
    if (found !== undefined) return found
    const records = this.#collect(rdd, p)
    kept.put(rdd, p, records)
    return records
  }

  #collect(rdd: RDD<any>, p: number): any[] {
    const gathered = new Gathered()
    for (const feed of this.ownFeeds(rdd, p)) {
      if (feed.records === undefined) throw mustWait(rdd)
      runInto(feed, feed.records, { ...COLLECT, site: rdd.node.site }, gathered, this.ground.generated)
    }
    return gathered.out
  }

  /** As `feeds`, but computed from the parents, whatever is kept of `rdd` itself. */
  *ownFeeds(rdd: RDD<any>, p: number): Generator<Feed, void> {
    const { body, dependencies } = rdd.node
    if (body.kind === 'step') return yield* this.#concat(dependencies[0] as NarrowDependency, p, [body.step])
    yield* this.#body(rdd, p, new Line(NO_STEPS, placedSite(rdd), this.attempt, this.ground.showRecords))
  }
}

const NO_STEPS: readonly Step[] = []

const COLLECT = { ops: ['collect'], functions: [] } as const

/** Where the function of a node was given; the operator's own line when it has none. */
function placedSite(rdd: RDD<any>): Site {
  const { body, site } = rdd.node
  return body.kind === 'partition' || body.kind === 'async' || body.kind === 'state' ? body.f.site : site
}

const mustWait = (rdd: RDD<any>): StreamError =>
  new StreamError('BUG_INVARIANT', 'a partition that has to be waited for was not read ahead', {
    at: String(rdd.node.site),
  })
