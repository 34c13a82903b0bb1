import { StreamError } from '../kernel/errors.ts'
import { Site } from '../kernel/site.ts'
import { type Address, formatAddress } from '../program/address.ts'
import { type Placed, place, placeAsync } from '../program/placed.ts'
import type { SparkContext } from './context.ts'
import type { Given } from './given.ts'
import type { Body, Dependency, NarrowDependency, RddNode } from './node.ts'
import type { Partitioner } from './partitioner.ts'
import { StorageLevel } from './storage-level.ts'
import type { RddSurface } from './surface/surface.ts'
import { TaskContext } from './task-context.ts'
import { depth, waits } from './task-shape.ts'

/** What an operator says of the RDD that it makes; the rest has defaults. */
export interface Making {
  readonly operator: string
  readonly site?: Site
  readonly dependencies: readonly Dependency[]
  readonly body: Body
  readonly partitions: number
  readonly partitioner?: Partitioner | undefined
  readonly prepare?: (() => Promise<unknown>) | undefined
}

/**
 * A resilient distributed dataset: an immutable, partitioned collection that is described and not yet computed.
 *
 * A transformation makes a new RDD that knows its parents; an action (anything that returns a promise) runs a job. What
 * an RDD is stands in its `node`, which is data. Three things about it may change: its storage level, its name, and its
 * lineage, which a checkpoint replaces by the files that hold the same records.
 *
 * The operators are declared, with their contracts, in `surface/`.
 *
 * Source    Zaharia et al., "Resilient Distributed Datasets", NSDI 2012; Spark's RDD
 */
// biome-ignore lint/correctness/noUnusedVariables: T is the subject of the operators that are declared below
export class RDD<T> {
  readonly context: SparkContext
  /** @internal Where the program made this RDD, when several hosts run it. */
  readonly address: Address | undefined
  #node: RddNode
  #level: StorageLevel = StorageLevel.NONE
  #name: string | undefined
  #prepared: Promise<unknown> | undefined
  #preparation: unknown

  constructor(context: SparkContext, making: Making) {
    context.requireRunning(making.operator)
    this.context = context
    this.address = context.host?.enter(this)
    this.#node = Object.freeze({
      id: context.nextRddId(),
      operator: making.operator,
      site: making.site ?? context.site(making.operator),
      dependencies: Object.freeze(making.dependencies),
      body: making.body,
      partitions: making.partitions,
      partitioner: making.partitioner,
      prepare: making.prepare,
      waits: waits(making.body, making.dependencies),
      depth: depth(making.dependencies),
    })
  }

  /** Number of this RDD in its context, from 0 in order of creation. */
  get id(): number {
    return this.#node.id
  }

  get node(): RddNode {
    return this.#node
  }

  get dependencies(): readonly Dependency[] {
    return this.#node.dependencies
  }

  get partitioner(): Partitioner | undefined {
    return this.#node.partitioner
  }

  get storageLevel(): StorageLevel {
    return this.#level
  }

  get name(): string | undefined {
    return this.#name
  }

  /** Give the RDD a name for `toDebugString` and for the user interface. */
  setName(name: string): this {
    this.#name = name
    return this
  }

  /** @internal Set once by persist, and back to NONE by unpersist. */
  setLevel(level: StorageLevel): void {
    this.#level = level
  }

  /** @internal Put `node` in the place of the lineage: its records must be the same ones. */
  replaceNode(node: Pick<RddNode, 'dependencies' | 'body'>): void {
    const { body, dependencies } = node
    const shape = { waits: waits(body, dependencies), depth: depth(dependencies) }
    this.#node = Object.freeze({ ...this.#node, ...node, ...shape, prepare: undefined })
  }

  /** @internal Run this RDD's own `prepare`, once. */
  prepare(): Promise<unknown> | undefined {
    const { prepare } = this.#node
    if (prepare === undefined) return undefined
    const { host } = this.context
    const begun = (): Promise<unknown> =>
      host === undefined || this.address === undefined
        ? prepare()
        : host.within(`${PREPARATION} ${formatAddress(this.address)}`, prepare)
    this.#prepared ??= begun().then(
      (value) => {
        this.#preparation = value
      },
      (error) => {
        this.#prepared = undefined
        throw error
      },
    )
    return this.#prepared
  }

  /** @internal What `prepare` found. */
  get preparation(): unknown {
    return this.#preparation
  }
}

/** What a preparation makes belongs to a scope of this name and the address of its RDD. */
export const PREPARATION = 'prepare'

// The operators are put on the prototype by surface/install.ts, one file a meaning; this says so to the compiler.
export interface RDD<T> extends RddSurface<T> {}

/** The parent's partition of the same number. */
export function oneToOne<T>(rdd: RDD<T>): NarrowDependency<T> {
  return { kind: 'narrow', rdd, parents: (p) => [p] }
}

/**
 * What every operator goes through to take a function from the user: it checks the function, notes the user's line, and
 * writes the address down. A function that comes placed (from a stream operator, which placed it when the graph was
 * built) keeps its place.
 */
export function placed<F extends Callable>(rdd: RDD<any>, operator: string, f: Given<F>): Placed<F> {
  refuseNested(operator)
  if (isPlaced(f)) return f
  return place(rdd.context.scopes, rdd.context.site(operator), f)
}

/** As `placed`, for operators that await their function. */
export function placedAsync<F extends Callable>(rdd: RDD<any>, operator: string, f: Given<F>): Placed<F> {
  refuseNested(operator)
  if (isPlaced(f)) return f
  return placeAsync(rdd.context.scopes, rdd.context.site(operator), f)
}

export const isPlaced = (f: unknown): f is Placed<any> =>
  typeof f === 'object' && f !== null && 'call' in f && 'address' in f

type Callable = (...args: any[]) => any

/** An RDD means nothing inside a task: it is a plan of the driver (SPARK-5063). */
export function refuseNested(operator: string): void {
  const task = TaskContext.get()
  if (task === undefined) return
  throw new StreamError('E_RDD_NESTED', `${operator} of an RDD was called inside a function that runs on records`, {
    at: String(Site.here(operator)),
    hint: 'Collect or broadcast that RDD first, or join the two RDDs.',
  })
}

/** The place of an RDD for an error message. */
export const siteOf = (rdd: RDD<any>): string => String(rdd.node.site)
