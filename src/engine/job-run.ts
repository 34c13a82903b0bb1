import { type Eventual, eachInTurn, then } from '../kernel/eventual.ts'
import type { Site } from '../kernel/site.ts'
import type { Job, StageProgress } from '../rdd/backend.ts'
import type { ShuffleDependency } from '../rdd/node.ts'
import type { RDD } from '../rdd/rdd.ts'
import type { Holdings } from './holdings.ts'
import { earlierStates, lineage } from './plan.ts'
import type { MapOutput } from './shuffle/map-outputs.ts'
import type { Orders } from './task.ts'
import type { Stage, StageWork, Tasks } from './tasks.ts'

/** Runs one job: everything it needs first, then its own tasks. */
export class JobRun {
  readonly #holdings: Holdings
  readonly #tasks: Tasks
  readonly #orders: Orders
  readonly #beginStage: (site: Site, tasks: number) => StageProgress

  constructor(
    holdings: Holdings,
    tasks: Tasks,
    orders: Orders,
    beginStage: (site: Site, tasks: number) => StageProgress,
  ) {
    this.#holdings = holdings
    this.#tasks = tasks
    this.#orders = orders
    this.#beginStage = beginStage
  }

  run<T, R>(job: Job<T, R>): Eventual<R[]> {
    this.#holdings.turns.begin()
    return then(this.#prepare(job.rdd), () => this.#runTasks(job))
  }

  /** Run one task, and before it what it needs. */
  task(rdd: RDD<any>, partition: number, work: StageWork): Eventual<unknown> {
    this.#holdings.turns.begin()
    let answer: unknown
    const run = (): Eventual<void> =>
      this.#stage(rdd, rdd.node.site, [partition], work, (_, result) => {
        answer = result
      })
    return then(then(this.#prepare(rdd), run), () => answer)
  }

  #runTasks<T, R>({ rdd, action, partitions, onResult, at }: Job<T, R>): Eventual<R[]> {
    const results: R[] = []
    const ran = this.#stage<R>(rdd, rdd.node.site, partitions, { kind: 'action', action, at }, (index, result) => {
      results[index] = result
      onResult?.(index, result)
    })
    return then(ran, () => results)
  }

  #stage<R>(
    rdd: RDD<any>,
    site: Site,
    partitions: readonly number[],
    work: StageWork,
    done: Stage<R>['done'],
  ): Eventual<void> {
    const progress = this.#beginStage(site, partitions.length)
    const replan = (): Eventual<void> => this.#prepare(rdd)
    return this.#tasks.run<R>({ rdd, partitions, work, progress, orders: this.#orders, done, replan })
  }

  /** Run what must be there before the tasks over `rdd`: preparations, earlier state, map tasks; deepest first. */
  #prepare(rdd: RDD<any>): Eventual<void> {
    const order = lineage(rdd, this.#holdings)
    return then(
      eachInTurn(order, (each) => this.#prepareOne(each)),
      () => eachInTurn(order, (each) => then(this.#earlierStates(each), () => this.#shuffles(each))),
    )
  }

  #prepareOne(rdd: RDD<any>): Eventual<void> {
    if (rdd.node.prepare === undefined || this.#holdings.prepared.has(rdd)) return
    this.#orders.check()
    return then(rdd.prepare(), () => void this.#holdings.prepared.add(rdd))
  }

  #earlierStates(rdd: RDD<any>): Eventual<void> {
    if (rdd.node.body.kind === 'state')
      return eachInTurn(earlierStates(rdd, this.#holdings), (earlier) => this.#compute(earlier))
  }

  #shuffles(child: RDD<any>): Eventual<void> {
    const { shuffles } = this.#holdings
    return eachInTurn(child.node.dependencies, (dependency, index) => {
      if (dependency.kind === 'shuffle')
        return shuffles.once(dependency, () => this.#mapStage(dependency, child, index))
    })
  }

  #compute(rdd: RDD<any>): Eventual<void> {
    const partitions = Array.from({ length: rdd.node.partitions }, (_, p) => p)
    return then(this.run({ rdd, partitions, action: { kind: 'count' } }), () => {})
  }

  #mapStage(dependency: ShuffleDependency, child: RDD<any>, index: number): Eventual<void> {
    const { shuffles } = this.#holdings
    const missing = shuffles.missing(dependency)
    const work: StageWork = { kind: 'map', dependency, child, index }
    return this.#stage<MapOutput>(dependency.rdd, child.node.site, missing, work, (i, output) =>
      shuffles.put(dependency, missing[i] as number, output),
    )
  }
}
