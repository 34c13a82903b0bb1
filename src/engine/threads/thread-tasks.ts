import type { Eventual } from '../../kernel/eventual.ts'
import type { Site } from '../../kernel/site.ts'
import type { Address } from '../../program/address.ts'
import type { Action } from '../../rdd/action.ts'
import type { StageProgress } from '../../rdd/backend.ts'
import type { ShuffleDependency } from '../../rdd/node.ts'
import type { RDD } from '../../rdd/rdd.ts'
import type { OwnGround } from '../ground.ts'
import type { Part } from '../inputs/parents.ts'
import type { Reader } from '../inputs/reader.ts'
import { requirePatience, type Stage, type StageWork, type Tasks, TasksHere } from '../tasks.ts'
import { Unplanned } from '../unplanned.ts'
import type { Losses } from './losses.ts'
import type { Member } from './member.ts'
import type { Reply, TaskOrder, WireBucket, WireBuckets, WireGiven, WireOutput, WireWork } from './messages.ts'
import { visit } from './needs.ts'
import { NO_STATES } from './no-states.ts'
import { isPinned } from './owner.ts'
import { type Placement, type Placing, SPREAD } from './placement.ts'
import { RemoteOutput, type ThreadHoldings } from './thread-holdings.ts'
import { fromWire } from './wire-error.ts'
import { type WireRecords, wirePieces, wireRecords } from './wire-given.ts'

export interface ThreadTasksParts {
  readonly ground: OwnGround
  readonly holdings: ThreadHoldings
  readonly placement: Placement
  /** True for what the workers have as well. */
  readonly isShared: (at: Address | undefined) => at is Address
  /** What a stage that ends with the operator at `site` has lost: nothing yet. */
  readonly losses: (site: Site) => Losses
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
  /** Runs stages that read nothing. */
  readonly #idle: TasksHere
  /** Partitions of the driver's records that were sent already. */
  readonly #sent = new WeakMap<RDD<any>, Map<number, Member>>()
  #ids = 0
  #unseenStages = 0

  constructor(parts: ThreadTasksParts) {
    this.#parts = parts
    this.#idle = new TasksHere(parts.ground)
    this.#here = new TasksHere({
      ...parts.ground,
      states: NO_STATES,
      bring: (reader, rdd, p) => this.#bring(reader, rdd, p),
    })
  }

  run<R>(stage: Stage<R>): Eventual<void> {
    const { rdd } = stage
    const work = this.#wireWork(stage.work)
    if (work !== undefined && this.#parts.isShared(rdd.address)) return this.#shared(stage, rdd.address, work)
    this.#parts.notice(rdd.address?.scope ?? '', rdd.node.site)
    return this.#here.run(stage)
  }

  #shared<R>(stage: Stage<R>, rdd: Address, work: WireWork): Eventual<void> {
    const placing = this.#parts.placement.place(stage)
    return placing.kind === 'here' ? this.#idle.run(stage) : this.#everywhere(stage, rdd, work, placing)
  }

  /** The work as data, or undefined when it is of functions that only this host has. */
  #wireWork(work: StageWork): WireWork | undefined {
    const { isShared } = this.#parts
    if (work.kind === 'map')
      return isShared(work.child.address) ? { kind: 'map', child: work.child.address, index: work.index } : undefined
    if (isPlain(work.action)) return { kind: 'plain', action: work.action }
    return isShared(work.at) ? { kind: 'asked', at: work.at } : undefined
  }

  async #everywhere<R>(stage: Stage<R>, rdd: Address, work: WireWork, placing: Placing = SPREAD): Promise<void> {
    const { placement } = this.#parts
    const one = placing.kind === 'one' ? placing.member : undefined
    const tasks: RemoteTasks<R> = { stage, rdd, work, open: one !== undefined, took: 0 }
    stage.progress.active += stage.partitions.length
    const losses = this.#parts.losses(stage.rdd.node.site)
    let left: readonly Place[] = stage.partitions.map((partition, index) => ({ partition, index }))
    for (let again = 0; left.length > 0; again++) {
      stage.orders.check()
      if (one?.isAlive === true) left = await this.#on(one, tasks, left, losses)
      else {
        const groups = Map.groupBy(left, ({ partition }) => placement.of(stage.rdd, partition))
        const running = [...groups].map(([member, places]) => this.#on(member, tasks, places, losses))
        left = (await Promise.all(running)).flat()
      }
      if (left.length === 0) break
      requirePatience(new Unplanned('what tasks need'), again)
      await stage.replan()
    }
    placement.learn(stage.rdd, placing.weight?.records ?? 0, tasks.took)
  }

  /** Run tasks on one worker; answers those that could not be run. */
  async #on<R>(
    member: Member,
    tasks: RemoteTasks<R>,
    places: readonly Place[],
    losses: Losses,
  ): Promise<readonly Place[]> {
    const { stage, rdd, work, open: isOpen } = tasks
    await member.ready
    const open = Map.groupBy(places, ({ partition }) => partition)
    const partitions = [...open.keys()]
    const { given, buckets } = await this.#needs(member, stage, partitions)
    stage.orders.check()
    const id = this.#ids++
    const order: Omit<TaskOrder, 'notices'> = {
      ...{ kind: 'tasks', id, stageId: stage.progress.stageId, properties: stage.progress.properties },
      ...{ rdd, made: String(stage.rdd.node.site) },
      ...{ partitions, work, open: isOpen, careful: losses.careful(partitions), given, buckets },
    }
    return new Promise((resolve, reject) => {
      const missing: Place[] = []
      const settle = (): void => {
        if (open.size > 0) return
        uncancel?.()
        resolve(missing)
      }
      const fail = (error: unknown): void => {
        uncancel?.()
        member.abort(id)
        reject(error)
      }
      const uncancel = stage.orders.whenCancelled?.(() => {
        member.cancel(id)
        try {
          stage.orders.check()
        } catch (error) {
          reject(error)
        }
      })
      member.send(order, {
        reply: (message) => {
          const asked = open.get(message.partition)
          if (asked === undefined) return
          open.delete(message.partition)
          this.#parts.holdings.note(member, message)
          try {
            stage.orders.check()
            if (message.kind === 'done') this.#done(member, tasks, asked, message)
            else if (message.error === undefined) {
              this.#sendAgain(member, stage.rdd, message.partition)
              missing.push(...asked)
            } else throw this.#parts.ground.failedTasks.note(fromWire(message.error), stage, message.partition)
          } catch (error) {
            stage.progress.failed++
            return fail(error)
          }
          settle()
        },
        lost: (why, blame) => {
          uncancel?.()
          const failure = losses.lost(member.number, why, blame, open.keys())
          if (failure !== undefined) return reject(failure)
          for (const asked of open.values()) missing.push(...asked)
          resolve(missing)
        },
      })
    })
  }

  #done<R>(member: Member, tasks: RemoteTasks<R>, places: readonly Place[], message: Done): void {
    const { work, progress, done } = tasks.stage
    tasks.took += message.took
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
          const kept = this.#parts.holdings.whereKept(part.rdd, part.p)
          if (kept === member) return false
          if (kept !== undefined || this.#liesElsewhere(part, member)) {
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
    if (foreign.length > 0)
      await Promise.all(
        foreign.map(({ rdd, p }) =>
          this.#fetch(rdd, p, (records) =>
            given.push({
              rdd: rdd.address as Address,
              partition: p,
              pieces: [this.#records(rdd, records)],
              foreign: true,
            }),
          ),
        ),
      )
    return { given, buckets }
  }

  /** True for a partition that only another worker can read. */
  #liesElsewhere({ rdd, p }: Part, member: Member): boolean {
    const { placement } = this.#parts
    return isPinned(rdd) && placement.of(rdd, p) !== member && !placement.isOpen(rdd, p)
  }

  /** What a task has missed may be something that was sent: the bytes of received blocks do not stay for ever. */
  #sendAgain(member: Member, rdd: RDD<any>, p: number): void {
    visit(rdd, p, {
      part: (part) => {
        const sent = this.#sent.get(part.rdd)
        if (sent?.get(part.p) === member) sent.delete(part.p)
        return !this.#isGiven(part.rdd)
      },
    })
  }

  #isGiven(rdd: RDD<any>): boolean {
    return rdd.node.body.kind === 'given' || this.#parts.cuts.has(rdd)
  }

  #buckets(member: Member, dependency: ShuffleDependency, p: number): Pick<WireBuckets, 'own' | 'buckets'> {
    const own: number[] = []
    const buckets: WireBucket[] = []
    const outputs = this.#parts.holdings.outputs(dependency)
    for (let from = 0; from < outputs.length; from++) {
      const output = outputs[from]
      if (!(output instanceof RemoteOutput)) continue
      if (output.member === member) own.push(from)
      const sent = output.sentFor(p, member)
      if (sent !== undefined) buckets.push({ from, frame: sent.frame, pages: sent.pages })
    }
    return { own, buckets }
  }

  async #given<R>(member: Member, stage: Stage<R>, { rdd, p }: Part): Promise<WireGiven> {
    const pieces = wirePieces(rdd, p, this.#parts.ground) ?? [
      this.#records(rdd, await this.#collectHere(stage, rdd, p)),
    ]
    const sent = this.#sent.get(rdd) ?? new Map<number, Member>()
    this.#sent.set(rdd, sent.set(p, member))
    return { rdd: rdd.address as Address, partition: p, pieces, foreign: false }
  }

  #records({ node }: RDD<any>, records: readonly unknown[]): WireRecords {
    return wireRecords(records, node.site, this.#parts.ground.showRecords)
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

/** A stage whose tasks run on workers. */
interface RemoteTasks<R> {
  readonly stage: Stage<R>
  readonly rdd: Address
  readonly work: WireWork
  readonly open: boolean
  /** Milliseconds that its tasks took. */
  took: number
}

/** A partition to run, and its place among those of the stage. */
interface Place {
  readonly partition: number
  readonly index: number
}

type Done = Reply & { readonly kind: 'done' }

const COLLECT: StageWork = { kind: 'action', action: { kind: 'collect' }, at: undefined }

const isPlain = ({ kind }: Action<any, any>): boolean => kind === 'collect' || kind === 'take' || kind === 'count'
