import { StreamError } from '../kernel/errors.ts'
import type { Site } from '../kernel/site.ts'
import type { Action } from '../rdd/action.ts'
import type { Job } from '../rdd/backend.ts'
import type { ShuffleDependency } from '../rdd/node.ts'
import type { RDD } from '../rdd/rdd.ts'
import type { Ground } from './ground.ts'
import { earlierStates, lineage, openShuffles } from './plan.ts'
import type { MapOutput } from './shuffle/map-outputs.ts'
import { mapWriter } from './shuffle/map-task.ts'
import { gatheringFor } from './sinks.ts'
import { type Orders, runTask, type Work } from './task.ts'
import { Unplanned } from './unplanned.ts'

/** Runs one job: everything it needs first, then its own tasks, one after another. */
export class JobRun {
  readonly #ground: Ground
  readonly #orders: Orders
  readonly #nextStage: () => number

  constructor(ground: Ground, orders: Orders, nextStage: () => number) {
    this.#ground = ground
    this.#orders = orders
    this.#nextStage = nextStage
  }

  async run<T, R>(job: Job<T, R>): Promise<R[]> {
    this.#ground.turns.begin()
    await this.#prepare(job.rdd)
    const work = workOf(job.action, job.rdd)
    const stage = this.#nextStage()
    const results: R[] = []
    for (const [index, partition] of job.partitions.entries()) {
      results.push(await this.#task(stage, job.rdd, partition, work))
      job.onResult?.(index, results[index] as R)
    }
    return results
  }

  /** Run one task; when something that it needs has gone since, bring it back and run it again. */
  async #task<R>(stage: number, rdd: RDD<any>, partition: number, work: Work<R>): Promise<R> {
    for (let again = 0; ; again++) {
      this.#orders.check()
      if (this.#ground.turns.due) await this.#ground.turns.take()
      if (this.#ground.blocks.pending !== undefined) await this.#ground.blocks.pending
      try {
        return await runTask(this.#ground, stage, rdd, partition, work, this.#orders)
      } catch (error) {
        if (!(error instanceof Unplanned)) throw error
        if (again >= MOST_REPLANS) throw new StreamError('BUG_INVARIANT', `${error.what} went missing ${again} times`)
        await this.#prepare(rdd)
      }
    }
  }

  /** Run what must be there before the tasks over `rdd`: preparations, earlier state, map tasks; deepest first. */
  async #prepare(rdd: RDD<any>): Promise<void> {
    const order = lineage(rdd, this.#ground)
    for (const each of order) {
      if (each.node.prepare === undefined || this.#ground.prepared.has(each)) continue
      this.#orders.check()
      await each.prepare()
      this.#ground.prepared.add(each)
    }
    for (const each of order) {
      for (const earlier of earlierStates(each, this.#ground)) await this.#compute(earlier)
      for (const shuffle of openShuffles(each, this.#ground))
        await this.#ground.shuffles.once(shuffle, () => this.#mapStage(shuffle, each.node.site))
    }
  }

  async #compute(rdd: RDD<any>): Promise<void> {
    const partitions = Array.from({ length: rdd.node.partitions }, (_, p) => p)
    await this.run({ rdd, partitions, action: { kind: 'count' } })
  }

  async #mapStage(dependency: ShuffleDependency, site: Site): Promise<void> {
    const stage = this.#nextStage()
    const work: Work<MapOutput> = {
      kind: 'gather',
      begin: () => mapWriter(dependency, site),
    }
    for (const p of this.#ground.shuffles.missing(dependency))
      this.#ground.shuffles.put(dependency, p, await this.#task(stage, dependency.rdd, p, work))
  }
}

const MOST_REPLANS = 100

const workOf = (action: Action<any, any>, rdd: RDD<any>): Work<any> =>
  action.kind === 'partition'
    ? { kind: 'call', f: action.f }
    : { kind: 'gather', begin: () => gatheringFor(action, rdd) }
