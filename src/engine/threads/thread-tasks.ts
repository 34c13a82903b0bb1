import { StreamError } from '../../kernel/errors.ts'
import type { Eventual } from '../../kernel/eventual.ts'
import type { Site } from '../../kernel/site.ts'
import type { Address } from '../../program/address.ts'
import type { Action } from '../../rdd/action.ts'
import type { StageProgress } from '../../rdd/backend.ts'
import type { ShuffleDependency } from '../../rdd/node.ts'
import type { RDD } from '../../rdd/rdd.ts'
import type { StateStore } from '../../state/store.ts'
import type { OwnGround } from '../ground.ts'
import type { Part } from '../inputs/parents.ts'
import type { Reader } from '../inputs/reader.ts'
import { requirePatience, type Stage, type StageWork, type Tasks, TasksHere } from '../tasks.ts'
import { Unplanned } from '../unplanned.ts'
import { type Crew, lostError } from './crew.ts'
import type { Member } from './member.ts'
import type { FromWorker, TaskOrder, WireBuckets, WireGiven, WireOutput, WireWork } from './messages.ts'
import { visit } from './needs.ts'
import { isPinned } from './owner.ts'
import { RemoteOutput, type ThreadHoldings } from './thread-holdings.ts'
import { fromWire } from './wire-error.ts'

export interface ThreadTasksParts {
  readonly ground: OwnGround
  readonly holdings: ThreadHoldings
  readonly crew: Crew
  /** True for what the workers have as well. */
  readonly isShared: (at: Address | undefined) => at is Address
  /** RDDs whose lineage was replaced by records that the driver has. */
  readonly cuts: WeakSet<RDD<any>>
  /** A stage runs here because of functions that `site` was given in `scope`, which only this host runs. */
  readonly notice: (scope: string, site: Site) => void
  /** A task has succeeded: its sums of an accumulator count. */
  readonly count: (updates: readonly (readonly [Address, unknown])[]) => void
}

/** Tasks of functions that all hosts have run on the workers, the others here. */
export class ThreadTasks implements Tasks {
  readonly #parts: ThreadTasksParts
  readonly #here: TasksHere
  /** Partitions of the driver's records that were sent already. */
  readonly #sent = new WeakMap<RDD<any>, Map<number, Member>>()
  #ids = 0
  #unseenStages = 0

  constructor(parts: ThreadTasksParts) {
    this.#parts = parts
    this.#here = new TasksHere({
      ...parts.ground,
      states: NO_STATES,
      bring: (reader, rdd, p) => this.#bring(reader, rdd, p),
    })
  }

  run<R>(stage: Stage<R>): Eventual<void> {
    const { rdd } = stage
    const work = this.#wireWork(stage.work)
    if (work !== undefined && this.#parts.isShared(rdd.address)) return this.#everywhere(stage, rdd.address, work)
    this.#parts.notice(rdd.address?.scope ?? '', rdd.node.site)
    return this.#here.run(stage)
  }

  /** The work as data, or undefined when it is of functions that only this host has. */
  #wireWork(work: StageWork): WireWork | undefined {
    const { isShared } = this.#parts
    if (work.kind === 'map')
      return isShared(work.child.address) ? { kind: 'map', child: work.child.address, index: work.index } : undefined
    if (isPlain(work.action)) return { kind: 'plain', action: work.action }
    return isShared(work.at) ? { kind: 'asked', at: work.at } : undefined
  }

  async #everywhere<R>(stage: Stage<R>, rdd: Address, work: WireWork): Promise<void> {
    stage.progress.active += stage.partitions.length
    const losses = { times: 0, most: this.#parts.ground.maxFailures }
    let left = stage.partitions.map((partition, index) => ({ partition, index }))
    for (let again = 0; left.length > 0; again++) {
      stage.orders.check()
      const groups = Map.groupBy(left, ({ partition }) => this.#parts.crew.of(stage.rdd, partition))
      const running = [...groups].map(([member, places]) => this.#on(member, stage, rdd, work, places, losses))
      const missing = (await Promise.all(running)).flat()
      left = missing
      if (missing.length === 0) return
      requirePatience(new Unplanned('what tasks need'), again)
      await stage.replan()
    }
  }

  /** Run tasks on one worker; answers those that could not be run. */
  async #on<R>(
    member: Member,
    stage: Stage<R>,
    rdd: Address,
    work: WireWork,
    places: readonly Place[],
    losses: { times: number; readonly most: number },
  ): Promise<readonly Place[]> {
    await member.ready
    const open = Map.groupBy(places, ({ partition }) => partition)
    const partitions = [...open.keys()]
    const { given, buckets } = await this.#needs(member, stage, partitions)
    const id = this.#ids++
    const order: TaskOrder = {
      ...{ kind: 'tasks', id, stageId: stage.progress.stageId, rdd, made: String(stage.rdd.node.site) },
      ...{ partitions, work, given, buckets },
    }
    return new Promise((resolve, reject) => {
      const missing: Place[] = []
      const settle = (): void => {
        if (open.size === 0) resolve(missing)
      }
      const fail = (error: unknown): void => {
        member.abort(id)
        reject(error)
      }
      member.send(order, {
        reply: (message) => {
          const asked = open.get(message.partition)
          if (asked === undefined) return
          open.delete(message.partition)
          this.#parts.holdings.note(member, message)
          try {
            stage.orders.check()
            if (message.kind === 'done') this.#done(member, stage, asked, message)
            else if (message.error === undefined) missing.push(...asked)
            else throw fromWire(message.error)
          } catch (error) {
            stage.progress.failed++
            return fail(error)
          }
          settle()
        },
        lost: (why) => {
          if (++losses.times >= losses.most) return reject(lostError(member.number, why))
          for (const asked of open.values()) missing.push(...asked)
          resolve(missing)
        },
      })
    })
  }

  #done<R>(member: Member, { work, progress, done }: Stage<R>, places: readonly Place[], message: Done): void {
    this.#parts.count(message.updates)
    progress.active -= places.length
    progress.completed += places.length
    const result = work.kind === 'map' ? new RemoteOutput(member, message.result as WireOutput) : message.result
    for (const { index } of places) done(index, result as R)
  }

  /** What the tasks read that the worker does not have. */
  async #needs<R>(
    member: Member,
    stage: Stage<R>,
    partitions: readonly number[],
  ): Promise<{ readonly given: WireGiven[]; readonly buckets: WireBuckets[] }> {
    const wanted: Part[] = []
    const foreign: Part[] = []
    const buckets: WireBuckets[] = []
    for (const p of partitions)
      visit(stage.rdd, p, {
        part: (part) => {
          const { address } = part.rdd
          const kept = this.#parts.isShared(address) ? this.#parts.holdings.whereKept(address, part.p) : undefined
          if (kept === member) return false
          if (kept !== undefined || (isPinned(part.rdd) && this.#parts.crew.of(part.rdd, part.p) !== member)) {
            foreign.push(part)
            return false
          }
          if (!this.#isGiven(part.rdd)) return true
          if (this.#sent.get(part.rdd)?.get(part.p) !== member) wanted.push(part)
          return false
        },
        shuffle: (dependency, child, index, q) => {
          if (this.#parts.isShared(child.address))
            buckets.push({ child: child.address, index, partition: q, ...this.#buckets(member, dependency, q) })
        },
      })
    const given: WireGiven[] = []
    for (const part of wanted) given.push(await this.#given(member, stage, part))
    await Promise.all(
      foreign.map(({ rdd, p }) =>
        this.#fetch(rdd, p, (records) =>
          given.push({ rdd: rdd.address as Address, partition: p, records, foreign: true }),
        ),
      ),
    )
    return { given, buckets }
  }

  #isGiven(rdd: RDD<any>): boolean {
    return rdd.node.body.kind === 'given' || this.#parts.cuts.has(rdd)
  }

  #buckets(member: Member, dependency: ShuffleDependency, p: number): Pick<WireBuckets, 'own' | 'buckets'> {
    const own: number[] = []
    const buckets: { from: number; bytes: Uint8Array }[] = []
    for (const [from, output] of this.#parts.holdings.outputs(dependency).entries()) {
      if (!(output instanceof RemoteOutput)) continue
      if (output.member === member) own.push(from)
      const bytes = output.sent.get(p)
      if (bytes !== undefined) buckets.push({ from, bytes })
    }
    return { own, buckets }
  }

  async #given<R>(member: Member, stage: Stage<R>, { rdd, p }: Part): Promise<WireGiven> {
    const records = await this.#collectHere(stage, rdd, p)
    const sent = this.#sent.get(rdd) ?? new Map<number, Member>()
    this.#sent.set(rdd, sent.set(p, member))
    return { rdd: rdd.address as Address, partition: p, records, foreign: false }
  }

  async #collectHere<R>({ orders, replan }: Stage<R>, rdd: RDD<any>, p: number): Promise<readonly unknown[]> {
    let records: readonly unknown[] = []
    await this.#here.run<readonly unknown[]>({
      ...{ rdd, partitions: [p], work: COLLECT, progress: this.#unseen(rdd), orders, replan },
      done: (_, result) => {
        records = result
      },
    })
    return records
  }

  /** Bring what a task here reads and only workers have. */
  #bring(reader: Reader, rdd: RDD<any>, p: number): Eventual<void> {
    const wanted: Part[] = []
    visit(rdd, p, {
      part: (part) => {
        const { kind } = part.rdd.node.body
        if (!this.#parts.isShared(part.rdd.address) || this.#isGiven(part.rdd) || kind === 'source') return true
        wanted.push(part)
        return false
      },
    })
    if (wanted.length === 0) return
    const fetched = wanted.map((part) =>
      this.#fetch(part.rdd, part.p, (records) => reader.setReady(part.rdd, part.p, records)),
    )
    return Promise.all(fetched).then(() => {})
  }

  /** Fetch a partition from the worker that has it. */
  #fetch(rdd: RDD<any>, p: number, take: (records: readonly any[]) => void): Promise<void> {
    const replan = (): never => {
      throw new Unplanned(`partition ${p} of ${rdd.node.operator}`)
    }
    const stage: Stage<readonly any[]> = {
      ...{ rdd, partitions: [p], work: COLLECT, progress: this.#unseen(rdd), orders: { check: () => {} }, replan },
      done: (_, records) => take(records),
    }
    return this.#everywhere(stage, rdd.address as Address, { kind: 'plain', action: { kind: 'collect' } })
  }

  /** Progress that nobody looks at; its number is no other stage's. */
  #unseen(rdd: RDD<any>): StageProgress {
    return { stageId: --this.#unseenStages, site: rdd.node.site, tasks: 1, active: 0, completed: 0, failed: 0 }
  }
}

/** A partition to run, and its place among those of the stage. */
interface Place {
  readonly partition: number
  readonly index: number
}

type Done = FromWorker & { readonly kind: 'done' }

const COLLECT: StageWork = { kind: 'action', action: { kind: 'collect' }, at: undefined }

/** State lies on the workers. A task here needs some when the RDD that it reads was forgotten there. */
const NO_STATES: StateStore = {
  partition(operator) {
    throw new StreamError('E_NO_RDD', `an RDD of the state of '${operator}' was used after its batch was forgotten`, {
      hint: 'Have it remembered with ssc.remember(duration), or cache what is made of it.',
    })
  },
  retain() {},
  drop() {},
}

const isPlain = ({ kind }: Action<any, any>): boolean => kind === 'collect' || kind === 'take' || kind === 'count'
