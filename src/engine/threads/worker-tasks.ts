import { StreamError } from '../../kernel/errors.ts'
import { isKind, thrownText } from '../../kernel/thrown.ts'
import type { Address } from '../../program/address.ts'
import { isShared } from '../../program/hosts/host.ts'
import type { Job } from '../../rdd/backend.ts'
import type { ShuffleDependency } from '../../rdd/node.ts'
import type { RDD } from '../../rdd/rdd.ts'
import type { TaskContext } from '../../rdd/task-context.ts'
import type { Ground } from '../ground.ts'
import type { Pulse } from '../pulse.ts'
import type { MapOutput } from '../shuffle/map-outputs.ts'
import { runTask, type Work } from '../task.ts'
import { workOf } from '../tasks.ts'
import { Unplanned } from '../unplanned.ts'
import type { MadeVersions } from './made-versions.ts'
import type { FromWorker, Inventory, Reply, TaskOrder, WireWork } from './messages.ts'
import { visit } from './needs.ts'
import { Replies } from './replies.ts'
import { toWire } from './wire-error.ts'
import { areFresh, readPieces, received, recordsOf, type WirePiece } from './wire-given.ts'
import type { Shuffle, WorkerShuffles } from './worker-shuffles.ts'
import type { WorkerWatch } from './worker-watch.ts'

/** The program as a worker has it. */
export interface Replica {
  /** An RDD that the program has made, or makes when it comes so far. */
  rdd(at: Address): Promise<RDD<any>>
  /** The job that the program asks for at a moment. */
  job(at: Address): Promise<Job<any, any>>
}

/** What a worker works on. */
export interface WorkerGround extends Ground {
  readonly shuffles: WorkerShuffles
}

type Given = WeakMap<RDD<any>, Map<number, readonly WirePiece[]>>

/** Runs the tasks that the driver sends to one worker. */
export class WorkerTasks {
  readonly #ground: WorkerGround
  readonly #replica: Replica
  readonly #watch: WorkerWatch
  readonly #post: (message: FromWorker) => void
  readonly #made: MadeVersions
  readonly #given: Given
  readonly #updates = new Map<string, [Address, unknown][]>()
  readonly #aborted = new Set<number>()
  /** By stage: partitions that lie on other workers. */
  readonly #foreign = new Map<number, readonly Foreign[]>()

  constructor(
    ground: Omit<WorkerGround, 'commit' | 'given'>,
    replica: Replica,
    watch: WorkerWatch,
    made: MadeVersions,
    post: (message: FromWorker) => void,
  ) {
    this.#made = made
    this.#given = new WeakMap()
    this.#ground = {
      ...ground,
      given: (rdd, p) => {
        const pieces = this.#given.get(rdd)?.get(p)
        // The driver has moved to disk what was sent, or it belongs to a batch that is over.
        if (pieces === undefined || !areFresh(pieces)) throw new Unplanned(`partition ${p} of ${rdd.node.operator}`)
        return readPieces(pieces, ground.blocks)
      },
      bring: (reader) => {
        const { stageId } = reader.attempt.context
        for (const { rdd, partition, records } of this.#foreign.get(stageId) ?? [])
          reader.setReady(rdd, partition, records)
      },
      commit: (context) => void this.#updates.set(keyOf(context), updatesOf(context)),
    }
    this.#replica = replica
    this.#watch = watch
    this.#post = post
  }

  abort(id: number): void {
    this.#aborted.add(id)
  }

  async run(order: TaskOrder): Promise<void> {
    let rdd: RDD<any>
    let work: Work<any>
    let shuffle: Shuffle | undefined
    try {
      rdd = await this.#replica.rdd(order.rdd)
      requireSame(rdd, order.made)
      await this.#receive(order)
      const asked = await this.#work(order.work, rdd)
      work = asked.work
      shuffle = asked.shuffle
      if (shuffle !== undefined) await this.#prepare(shuffle.child)
    } catch (error) {
      this.#post({
        kind: 'replies',
        replies: order.partitions.map((partition) => failed(order, partition, error, EMPTY)),
      })
      return
    }
    const replies = this.#replies(order, rdd)
    for (const partition of order.partitions) replies.add(await this.#task(order, rdd, partition, work, shuffle))
    replies.send()
    this.#aborted.delete(order.id)
    this.#foreign.delete(order.stageId)
  }

  async #receive({ stageId, given, buckets }: TaskOrder): Promise<void> {
    const foreign: Foreign[] = []
    this.#foreign.set(stageId, foreign)
    for (const { rdd: at, partition, pieces, foreign: isForeign } of given) {
      const rdd = await this.#replica.rdd(at)
      if (isForeign) {
        for (const piece of pieces)
          if (piece.kind === 'records' || piece.kind === 'frame')
            foreign.push({ rdd, partition, records: recordsOf(piece) })
        continue
      }
      const parts = this.#given.get(rdd) ?? new Map<number, readonly WirePiece[]>()
      this.#given.set(rdd, parts.set(partition, received(pieces)))
    }
    for (const told of buckets) {
      const child = await this.#replica.rdd(told.child)
      this.#ground.shuffles.tell(shuffleOf(child, told.index), told)
    }
  }

  async #work(work: WireWork, rdd: RDD<any>): Promise<{ readonly work: Work<any>; readonly shuffle?: Shuffle }> {
    if (work.kind === 'plain') return { work: workOf({ kind: 'action', action: work.action, at: undefined }, rdd) }
    if (work.kind === 'asked') {
      const { action } = await this.#replica.job(work.at)
      return { work: workOf({ kind: 'action', action, at: work.at }, rdd) }
    }
    const child = await this.#replica.rdd(work.child)
    const dependency = shuffleOf(child, work.index)
    const shuffle = { dependency, child, index: work.index }
    return { work: workOf({ kind: 'map', ...shuffle }, rdd), shuffle }
  }

  async #task(
    order: TaskOrder,
    rdd: RDD<any>,
    partition: number,
    work: Work<any>,
    shuffle: Shuffle | undefined,
  ): Promise<Reply> {
    const { id, stageId, properties } = order
    const progress = { stageId, site: rdd.node.site, tasks: 1, properties, active: 0, completed: 0, failed: 0 }
    const check = (): void => {
      if (this.#aborted.has(id)) throw new StreamError('E_ABORTED', 'the job was cancelled')
    }
    try {
      check()
      await this.#prepareAll(rdd, partition)
      await this.#ground.blocks.pending
      const begun = this.#ground.clock.ticks()
      let result = await runTask(this.#groundOf(order, partition), progress, rdd, partition, work, { check })
      if (shuffle !== undefined)
        result = this.#ground.shuffles.keep(shuffle, partition, result as MapOutput, order.open)
      const key = `${stageId} ${partition}`
      const updates = this.#updates.get(key) ?? []
      this.#updates.delete(key)
      const took = this.#ground.clock.ticks() - begun
      return { kind: 'done', id, partition, result, took, updates, ...this.#inventory(rdd, partition) }
    } catch (error) {
      return failed(order, partition, error, this.#inventory(rdd, partition))
    } finally {
      this.#watch.end()
    }
  }

  /** The ground of one task, which is watched; one that is run record by record runs no generated code. */
  #groundOf({ id, careful }: TaskOrder, partition: number): WorkerGround {
    const skipped = careful?.get(partition)
    const watch = (): Pulse => this.#watch.begin({ order: id, partition }, skipped)
    return { ...this.#ground, watch, generated: this.#ground.generated && skipped === undefined }
  }

  /** A result may hold what cannot be cloned. */
  #replies(order: TaskOrder, rdd: RDD<any>): Replies {
    return new Replies(this.#ground.clock, this.#post, (reply, error) => {
      const failure = new StreamError(
        'E_USER_FUNCTION',
        `${thrownText(error)} (while the result of partition ${reply.partition} was sent to the driver)`,
        { at: String(rdd.node.site), hint: 'Let results be plain data.', cause: error },
      )
      return failed(order, reply.partition, failure, reply)
    })
  }

  /** Have everything told that functions of the task's partitions are told. */
  async #prepareAll(rdd: RDD<any>, p: number): Promise<void> {
    const due = new Set<RDD<any>>()
    visit(rdd, p, {
      part: (part) => {
        if (part.rdd.node.prepare !== undefined && !this.#ground.prepared.has(part.rdd)) due.add(part.rdd)
        return true
      },
    })
    for (const each of due) await this.#prepare(each)
  }

  async #prepare(rdd: RDD<any>): Promise<void> {
    await rdd.prepare()
    this.#ground.prepared.add(rdd)
  }

  #inventory(rdd: RDD<any>, p: number): Inventory {
    const kept: [Address, number, number | undefined][] = []
    const states: [string, number, number][] = []
    visit(rdd, p, {
      part: (part) => {
        const { address, node } = part.rdd
        if (isShared(address) && this.#ground.kept.level(part.rdd) !== undefined)
          kept.push([address, part.p, this.#ground.kept.bytesOf(part.rdd, part.p)])
        if (node.body.kind === 'state') {
          const { version } = this.#ground.states.partition(node.body.operator, part.p)
          if (version !== undefined) states.push([node.body.operator, part.p, version])
        }
        return true
      },
    })
    return { kept, states, made: this.#made.take() }
  }
}

/** A partition that lies on another worker. */
interface Foreign {
  readonly rdd: RDD<any>
  readonly partition: number
  readonly records: readonly unknown[]
}

function failed({ id }: TaskOrder, partition: number, error: unknown, { kept, states, made }: Inventory): Reply {
  const missing = isKind(error, Unplanned)
  const wire = missing ? undefined : toWire(error)
  return { kind: 'failed', id, partition, error: wire, what: missing ? error.what : '', kept, states, made }
}

const EMPTY: Inventory = { kept: [], states: [], made: [] }

const keyOf = ({ stageId, partitionId }: TaskContext): string => `${stageId} ${partitionId}`

function updatesOf(context: TaskContext): [Address, unknown][] {
  const updates: [Address, unknown][] = []
  for (const [{ address }, sum] of context.take()) if (address !== undefined) updates.push([address, sum])
  return updates
}

function requireSame({ node }: RDD<any>, made: string): void {
  if (String(node.site) === made) return
  throw new StreamError('E_PROGRAM_MISMATCH', `a replica made ${node.site} where the driver made ${made}`, {
    hint: 'Make what the program does depend on its arguments and on what jobs answer alone.',
  })
}

function shuffleOf(child: RDD<any>, index: number): ShuffleDependency {
  const dependency = child.node.dependencies[index]
  if (dependency?.kind === 'shuffle') return dependency
  throw new StreamError(
    'E_PROGRAM_MISMATCH',
    `${child.node.operator} of a replica has no shuffle where the driver's has`,
    {
      at: String(child.node.site),
      hint: 'Make the program depend on its arguments alone.',
    },
  )
}
