import { StreamError } from '../../kernel/errors.ts'
import { isKind, thrownText } from '../../kernel/thrown.ts'
import type { Address } from '../../program/address.ts'
import { isShared } from '../../program/hosts/host.ts'
import type { Job } from '../../rdd/backend.ts'
import type { ShuffleDependency } from '../../rdd/node.ts'
import type { RDD } from '../../rdd/rdd.ts'
import type { TaskContext } from '../../rdd/task-context.ts'
import type { Ground } from '../ground.ts'
import type { MapOutput } from '../shuffle/map-outputs.ts'
import { runTask, type Work } from '../task.ts'
import { workOf } from '../tasks.ts'
import { Unplanned } from '../unplanned.ts'
import type { FromWorker, Inventory, TaskOrder, WireWork } from './messages.ts'
import { visit } from './needs.ts'
import { toWire } from './wire-error.ts'
import type { WorkerShuffles } from './worker-shuffles.ts'

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

type GivenRecords = WeakMap<RDD<any>, Map<number, readonly unknown[]>>

/** Runs the tasks that the driver sends to one worker. */
export class WorkerTasks {
  readonly #ground: WorkerGround
  readonly #replica: Replica
  readonly #post: (message: FromWorker) => void
  readonly #given: GivenRecords
  readonly #updates = new Map<string, [Address, unknown][]>()
  readonly #aborted = new Set<number>()
  /** By stage: partitions that lie on other workers. */
  readonly #foreign = new Map<number, readonly Foreign[]>()

  constructor(ground: Omit<WorkerGround, 'commit' | 'given'>, replica: Replica, post: (message: FromWorker) => void) {
    this.#given = new WeakMap()
    this.#ground = {
      ...ground,
      given: (rdd, p) => {
        const records = this.#given.get(rdd)?.get(p)
        if (records === undefined) throw new Unplanned(`partition ${p} of ${rdd.node.operator}`)
        return records
      },
      bring: (reader) => {
        const { stageId } = reader.attempt.context
        for (const { rdd, partition, records } of this.#foreign.get(stageId) ?? [])
          reader.setReady(rdd, partition, records)
      },
      commit: (context) => void this.#updates.set(keyOf(context), updatesOf(context)),
    }
    this.#replica = replica
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
      for (const partition of order.partitions) this.#failed(order, partition, error, EMPTY)
      return
    }
    for (const partition of order.partitions) await this.#task(order, rdd, partition, work, shuffle)
    this.#aborted.delete(order.id)
    this.#foreign.delete(order.stageId)
  }

  async #receive({ stageId, given, buckets }: TaskOrder): Promise<void> {
    const foreign: Foreign[] = []
    this.#foreign.set(stageId, foreign)
    for (const { rdd: at, partition, records, foreign: isForeign } of given) {
      const rdd = await this.#replica.rdd(at)
      if (isForeign) {
        foreign.push({ rdd, partition, records })
        continue
      }
      const parts = this.#given.get(rdd) ?? new Map<number, readonly unknown[]>()
      this.#given.set(rdd, parts.set(partition, records))
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
  ): Promise<void> {
    const { id, stageId } = order
    const progress = { stageId, site: rdd.node.site, tasks: 1, active: 0, completed: 0, failed: 0 }
    try {
      await this.#prepareAll(rdd, partition)
      await this.#ground.blocks.pending
      const check = (): void => {
        if (this.#aborted.has(id)) throw new StreamError('E_ABORTED', 'the job was cancelled')
      }
      let result = await runTask(this.#ground, progress, rdd, partition, work, { check })
      if (shuffle !== undefined)
        result = this.#ground.shuffles.keep(shuffle.dependency, shuffle.child.node.site, partition, result as MapOutput)
      const key = `${stageId} ${partition}`
      const updates = this.#updates.get(key) ?? []
      this.#updates.delete(key)
      this.#send({ kind: 'done', id, partition, result, updates, ...this.#inventory(rdd, partition) }, order, rdd)
    } catch (error) {
      this.#failed(order, partition, error, this.#inventory(rdd, partition))
    }
  }

  /** A result may hold what cannot be cloned. */
  #send(message: FromWorker & { readonly kind: 'done' }, order: TaskOrder, rdd: RDD<any>): void {
    try {
      this.#post(message)
    } catch (error) {
      const failure = new StreamError(
        'E_USER_FUNCTION',
        `${thrownText(error)} (while the result of partition ${message.partition} was sent to the driver)`,
        { at: String(rdd.node.site), hint: 'Let results be plain data.', cause: error },
      )
      this.#failed(order, message.partition, failure, message)
    }
  }

  #failed({ id }: TaskOrder, partition: number, error: unknown, { kept, states }: Inventory): void {
    const missing = isKind(error, Unplanned)
    const wire = missing ? undefined : toWire(error)
    this.#post({ kind: 'failed', id, partition, error: wire, what: missing ? error.what : '', kept, states })
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
    const kept: [Address, number, boolean][] = []
    const states: [string, number, number][] = []
    visit(rdd, p, {
      part: (part) => {
        const { address, node } = part.rdd
        if (isShared(address) && this.#ground.kept.level(part.rdd) !== undefined)
          kept.push([address, part.p, this.#ground.kept.has(part.rdd, part.p)])
        if (node.body.kind === 'state') {
          const { version } = this.#ground.states.partition(node.body.operator, part.p)
          if (version !== undefined) states.push([node.body.operator, part.p, version])
        }
        return true
      },
    })
    return { kept, states }
  }
}

/** A partition that lies on another worker. */
interface Foreign {
  readonly rdd: RDD<any>
  readonly partition: number
  readonly records: readonly unknown[]
}

/** The shuffle that a map task serves. */
interface Shuffle {
  readonly dependency: ShuffleDependency
  readonly child: RDD<any>
}

const EMPTY: Inventory = { kept: [], states: [] }

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
