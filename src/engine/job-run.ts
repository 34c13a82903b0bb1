import { StreamError } from '../kernel/errors.ts'
import { type Eventual, eachInTurn, recover, then } from '../kernel/eventual.ts'
import type { Site } from '../kernel/site.ts'
import { isKind } from '../kernel/thrown.ts'
import type { Action } from '../rdd/action.ts'
import type { Job, StageProgress } from '../rdd/backend.ts'
import type { ShuffleDependency } from '../rdd/node.ts'
import type { RDD } from '../rdd/rdd.ts'
import type { Ground } from './ground.ts'
import { earlierStates, lineage } from './plan.ts'
import type { MapOutput } from './shuffle/map-outputs.ts'
import { mapWriter } from './shuffle/map-task.ts'
import { gatheringFor } from './sinks.ts'
import { type Orders, runTask, type Work } from './task.ts'
import { Unplanned } from './unplanned.ts'

/** Runs one job: everything it needs first, then its own tasks, one after another. */
export class JobRun {
  readonly #ground: Ground
  readonly #orders: Orders
  readonly #beginStage: (site: Site, tasks: number) => StageProgress

  constructor(ground: Ground, orders: Orders, beginStage: (site: Site, tasks: number) => StageProgress) {
    this.#ground = ground
    this.#orders = orders
    this.#beginStage = beginStage
  }

  run<T, R>(job: Job<T, R>): Eventual<R[]> {
    this.#ground.turns.begin()
    return then(this.#prepare(job.rdd), () => this.#runTasks(job))
  }

  #runTasks<T, R>({ rdd, action, partitions, onResult }: Job<T, R>): Eventual<R[]> {
    const work: Work<R> = workOf(action, rdd)
    const stage = this.#beginStage(rdd.node.site, partitions.length)
    const results: R[] = []
    const tasks = eachInTurn(partitions, (partition, index) =>
      then(this.#task(stage, rdd, partition, work), (result) => {
        results.push(result)
        onResult?.(index, result)
      }),
    )
    return then(tasks, () => results)
  }

  /** Run one task, after others that wait for a turn. */
  #task<R>(stage: StageProgress, rdd: RDD<any>, partition: number, work: Work<R>): Eventual<R> {
    this.#orders.check()
    const { turns, blocks } = this.#ground
    const turn = turns.due ? turns.take() : undefined
    return then(turn, () => then(blocks.pending, () => this.#planned(stage, rdd, partition, work)))
  }

  /** Run one task; when something that it needs has gone since, bring it back and run it again. */
  #planned<R>(stage: StageProgress, rdd: RDD<any>, partition: number, work: Work<R>, again = 0): Eventual<R> {
    return recover(
      () => runTask(this.#ground, stage, rdd, partition, work, this.#orders),
      (error) => {
        if (!isKind(error, Unplanned)) throw error
        if (again >= MOST_REPLANS) throw new StreamError('BUG_INVARIANT', `${error.what} went missing ${again} times`)
        return then(this.#prepare(rdd), () => this.#planned(stage, rdd, partition, work, again + 1))
      },
    )
  }

  /** Run what must be there before the tasks over `rdd`: preparations, earlier state, map tasks; deepest first. */
  #prepare(rdd: RDD<any>): Eventual<void> {
    const order = lineage(rdd, this.#ground)
    return then(
      eachInTurn(order, (each) => this.#prepareOne(each)),
      () => eachInTurn(order, (each) => then(this.#earlierStates(each), () => this.#shuffles(each))),
    )
  }

  #prepareOne(rdd: RDD<any>): Eventual<void> {
    if (rdd.node.prepare === undefined || this.#ground.prepared.has(rdd)) return
    this.#orders.check()
    return then(rdd.prepare(), () => void this.#ground.prepared.add(rdd))
  }

  #earlierStates(rdd: RDD<any>): Eventual<void> {
    if (rdd.node.body.kind === 'state')
      return eachInTurn(earlierStates(rdd, this.#ground), (earlier) => this.#compute(earlier))
  }

  #shuffles({ node }: RDD<any>): Eventual<void> {
    const { shuffles } = this.#ground
    return eachInTurn(node.dependencies, (dependency) => {
      if (dependency.kind === 'shuffle') return shuffles.once(dependency, () => this.#mapStage(dependency, node.site))
    })
  }

  #compute(rdd: RDD<any>): Eventual<void> {
    const partitions = Array.from({ length: rdd.node.partitions }, (_, p) => p)
    return then(this.run({ rdd, partitions, action: { kind: 'count' } }), () => {})
  }

  #mapStage(dependency: ShuffleDependency, site: Site): Eventual<void> {
    const { shuffles } = this.#ground
    const missing = shuffles.missing(dependency)
    const stage = this.#beginStage(site, missing.length)
    const work: Work<MapOutput> = { kind: 'gather', begin: () => mapWriter(dependency, site) }
    return eachInTurn(missing, (p) =>
      then(this.#task(stage, dependency.rdd, p, work), (output) => shuffles.put(dependency, p, output)),
    )
  }
}

/** As many jobs at once may each use up what the others need. */
const MOST_REPLANS = 10_000

const workOf = (action: Action<any, any>, rdd: RDD<any>): Work<any> =>
  action.kind === 'partition'
    ? { kind: 'call', f: action.f }
    : { kind: 'gather', begin: () => gatheringFor(action, rdd) }
