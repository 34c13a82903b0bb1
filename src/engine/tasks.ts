import { StreamError } from '../kernel/errors.ts'
import { type Eventual, eachInTurn, ended, recover, then } from '../kernel/eventual.ts'
import type { Site } from '../kernel/site.ts'
import { isKind } from '../kernel/thrown.ts'
import type { Address } from '../program/address.ts'
import type { Action } from '../rdd/action.ts'
import type { StageProgress } from '../rdd/backend.ts'
import type { ShuffleDependency } from '../rdd/node.ts'
import type { RDD } from '../rdd/rdd.ts'
import type { OwnGround } from './ground.ts'
import { mapWriter } from './shuffle/map-task.ts'
import { gatheringFor } from './sinks.ts'
import { type Orders, runTask, type Work } from './task.ts'
import { Unplanned } from './unplanned.ts'

/** What the tasks of a stage are to do with the records of their partitions. */
export type StageWork =
  /** `at`: when the program asked for it, if several hosts run the program. */
  | { readonly kind: 'action'; readonly action: Action<any, any>; readonly at: Address | undefined }
  /** Make the outputs of a shuffle, for dependency `index` of `child`. */
  | { readonly kind: 'map'; readonly dependency: ShuffleDependency; readonly child: RDD<any>; readonly index: number }

/** A stage to run: the same work on some partitions of an RDD. */
export interface Stage<R> {
  readonly rdd: RDD<any>
  readonly partitions: readonly number[]
  readonly work: StageWork
  readonly progress: StageProgress
  readonly orders: Orders
  /** Called once for each partition as it succeeds, with its place among the partitions. */
  readonly done: (index: number, result: R) => void
  /** Bring back what a task found to be missing. */
  readonly replan: () => Eventual<void>
}

/** Runs the tasks of stages, wherever that is. */
export interface Tasks {
  run<R>(stage: Stage<R>): Eventual<void>
}

/** Tasks run here, one after another. */
export class TasksHere implements Tasks {
  readonly #ground: OwnGround

  constructor(ground: OwnGround) {
    this.#ground = ground
  }

  run<R>(stage: Stage<R>): Eventual<void> {
    const work: Work<R> = workOf(stage.work, stage.rdd)
    return eachInTurn(stage.partitions, (partition, index) =>
      then(this.#task(stage, partition, work), (result) => stage.done(index, result)),
    )
  }

  /** Run one task, after others that wait for a turn. */
  #task<R>(stage: Stage<R>, partition: number, work: Work<R>): Eventual<R> {
    stage.orders.check()
    const { turns, blocks } = this.#ground
    const turn = turns.due ? turns.take() : undefined
    return then(turn, () => then(blocks.pending, () => this.#planned(stage, partition, work)))
  }

  /** Run one task; when something that it needs has gone since, bring it back and run it again. */
  #planned<R>(stage: Stage<R>, partition: number, work: Work<R>, again = 0): Eventual<R> {
    const { progress, rdd, orders, replan } = stage
    return recover(
      () => runTask(this.#ground, progress, rdd, partition, work, orders),
      (error) => {
        if (!isKind(error, Unplanned)) throw this.#ground.failedTasks.note(error, stage, partition)
        requirePatience(error, again)
        // What this task reads may be used up by a stage that has to run before it, each time.
        const { shuffles } = this.#ground
        const copies = again > 0 && again % PLANS_PER_COPY === 0 ? 1 : 0
        shuffles.spare += copies
        return ended(
          () => then(replan(), () => this.#planned(stage, partition, work, again + 1)),
          () => {
            shuffles.spare -= copies
          },
        )
      },
    )
  }
}

/** After so many plans for one task more copies are made of what it has to share. */
const PLANS_PER_COPY = 8

/** Many jobs at once may take from one another what each of them has planned with. */
const MOST_REPLANS = 10_000

/** Throw when a task has been planned again so often that it will never end. */
export function requirePatience({ what }: Unplanned, again: number): void {
  if (again >= MOST_REPLANS) throw new StreamError('BUG_INVARIANT', `${what} went missing ${again} times`)
}

/** What one task does for the work of its stage. `site` is named when a record is no pair. */
export function workOf(work: StageWork, rdd: RDD<any>): Work<any> {
  if (work.kind === 'map') {
    const site: Site = work.child.node.site
    return { kind: 'gather', begin: () => mapWriter(work.dependency, site) }
  }
  const { action } = work
  return action.kind === 'partition'
    ? { kind: 'call', f: action.f }
    : { kind: 'gather', begin: () => gatheringFor(action, rdd) }
}
