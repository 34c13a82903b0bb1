/**
 * What a worker thread runs: a replica of the driver's program, and the tasks that the driver sends.
 *
 * The replica runs the same module with the same arguments. It has no clock of batches and starts no inputs; it goes as
 * far as tasks need, with what the driver tells it of what it has learned.
 */
import './index.ts'
import { groundOf } from './engine/ground.ts'
import { MadeVersions } from './engine/threads/made-versions.ts'
import { MemoryWatch } from './engine/threads/memory-watch.ts'
import type { Notice, ToWorker, WorkerData } from './engine/threads/messages.ts'
import { ProgressBoard } from './engine/threads/progress-board.ts'
import { fromWire, toWire } from './engine/threads/wire-error.ts'
import { WorkerBackend } from './engine/threads/worker-backend.ts'
import { WorkerShuffles } from './engine/threads/worker-shuffles.ts'
import { type Replica, type WorkerGround, WorkerTasks } from './engine/threads/worker-tasks.ts'
import { WorkerWatch } from './engine/threads/worker-watch.ts'
import { fingerprintOfJob } from './fingerprint.ts'
import { turn } from './kernel/clock/system.ts'
import { StreamError } from './kernel/errors.ts'
import { LineLogger } from './kernel/log.ts'
import type { ThreadPort } from './kernel/threads.ts'
import { type Address, formatAddress } from './program/address.ts'
import { buildProgram } from './program/build.ts'
import { resolveProgramImports } from './program/bundle/imports.ts'
import { ReplicaHost } from './program/hosts/replica-host.ts'
import type { JobDefinition } from './program/job.ts'
import { MAIN_SCOPE } from './program/scopes.ts'
import type { Job } from './rdd/backend.ts'
import { SparkConf } from './rdd/conf.ts'
import { SparkContext } from './rdd/context.ts'
import { environmentWith } from './rdd/environment.ts'
import { PREPARATION, type RDD } from './rdd/rdd.ts'
import { StorageLevel } from './rdd/storage-level.ts'
import { TaskContext } from './rdd/task-context.ts'
import { requireJob } from './run.ts'
import { StreamingContext } from './streaming/context.ts'
import { type Begun, StreamingReplica } from './streaming/replica.ts'
import { NodeHeap } from './workers/node-heap.ts'
import { threadPort } from './workers/node-threads.ts'

/** A program that is followed: what makes a scope of it, and how time goes on in it. */
interface Followed {
  /** Resolves when the scope has made all that it makes. */
  evaluate(scope: string): Promise<void>
  begin(begun: Begun): void
  end(time: number): void
}

class WorkerProgram implements Replica {
  readonly host: ReplicaHost
  readonly made = new MadeVersions()
  readonly #ground: Omit<WorkerGround, 'commit' | 'given'>
  readonly #followed: Followed
  readonly #evaluated = new Map<string, Promise<void>>()
  /** Scopes that the driver had run here and that have not come to their end. */
  readonly #running = new Set<string>()

  constructor(host: ReplicaHost, ground: Omit<WorkerGround, 'commit' | 'given'>, followed: Followed) {
    this.host = host
    this.#ground = ground
    this.#followed = followed
    host.forgot = (scope) => this.#evaluated.delete(scope)
  }

  async rdd(at: Address): Promise<RDD<any>> {
    return (await this.#made(at, () => this.host.thing(at))) as RDD<any>
  }

  async job(at: Address): Promise<Job<any, any>> {
    return (await this.#made(at, () => this.host.subject(at))) as Job<any, any>
  }

  /** What stands at `at`, or E_PROGRAM_MISMATCH when its scope has been gone through and has not made it. */
  async #made<T>(at: Address, find: () => T | Promise<T>): Promise<T> {
    const evaluated = this.#evaluate(at.scope)
    const found = find()
    if (!(found instanceof Promise)) return found
    const missing = evaluated.then(async () => {
      // What was made last is told a moment later.
      await turn()
      throw new StreamError(
        'E_PROGRAM_MISMATCH',
        `a replica has not made what the driver asks for: ${formatAddress(at)}`,
        {
          hint: 'Make what the program does depend on its arguments and on what jobs answer alone.',
        },
      )
    })
    return Promise.race([found, missing])
  }

  /** Answers a promise when what comes next has to wait. */
  note(notice: Notice): Promise<void> | undefined {
    switch (notice.kind) {
      case 'number':
        this.#ground.shuffles.number = notice.number
        break
      case 'answer': {
        const { at, what, outcome } = notice
        this.host.learn({ at, what, outcome: 'error' in outcome ? { error: fromWire(outcome.error) } : outcome })
        break
      }
      case 'begin':
        this.#followed.begin(notice)
        break
      case 'states':
        this.#ground.states.keepBy((version) => this.made.add(version))
        for (const partition of notice.restored) this.#ground.states.restore(partition)
        break
      case 'run':
        this.#run(notice.scope)
        break
      case 'end':
        if (this.#running.size > 0) return this.#end(notice.time)
        this.#followed.end(notice.time)
        break
      case 'keep':
        this.#withRdd(notice.rdd, (rdd) => this.#ground.kept.persist(rdd, StorageLevel[notice.level as 'MEMORY_ONLY']))
        break
      case 'drop':
        if (this.host.has(notice.rdd)) this.#withRdd(notice.rdd, (rdd) => this.#ground.kept.unpersist(rdd))
        break
      case 'cut':
        this.#withRdd(notice.rdd, (rdd) => rdd.replaceNode({ dependencies: [], body: { kind: 'given' } }))
        break
      case 'leave out':
        this.#withRdd(notice.rdd, (rdd) => this.#ground.omissions.add(rdd, notice.records))
        break
      case 'retain':
        this.#ground.states.retain(notice.operator, notice.version)
        break
      case 'forget':
        this.host.drop(notice.rdd)
    }
    return undefined
  }

  #run(scope: string): void {
    this.#running.add(scope)
    void this.#evaluate(scope).finally(() => this.#running.delete(scope))
  }

  /**
   * A batch is over. What its functions wait for has been told by now, so they come to their end at once; one that does not
   * waits for something else, and is not waited for.
   */
  async #end(time: number): Promise<void> {
    const isOfIt = (scope: string): boolean => Number(scope.slice(scope.lastIndexOf('@') + 1)) <= time
    for (let turns = 0; turns < PATIENCE && [...this.#running].some(isOfIt); turns++) await turn()
    this.#followed.end(time)
  }

  /** Do something to an RDD at once, if the program has made it, or else when it does: what comes next may be what it waits for. */
  #withRdd(at: Address, f: (rdd: RDD<any>) => void): void {
    void this.#evaluate(at.scope)
    const thing = this.host.thing(at)
    if (thing instanceof Promise) thing.then((rdd) => f(rdd as RDD<any>)).catch(() => {})
    else f(thing as RDD<any>)
  }

  /** Have the program make what belongs to a scope, once. */
  #evaluate(scope: string): Promise<void> {
    const known = this.#evaluated.get(scope)
    if (known !== undefined) return known
    const [, owner, index] = PREPARED.exec(scope) ?? []
    const evaluated =
      owner === undefined ? this.#followed.evaluate(scope) : this.#prepare({ scope: owner, index: Number(index) })
    this.#evaluated.set(scope, evaluated)
    return evaluated
  }

  async #prepare(at: Address): Promise<void> {
    try {
      await (await this.rdd(at)).prepare()
    } catch {
      // It failed on the driver as well, which tells its user.
    }
  }
}

/** Turns of the event loop. */
const PATIENCE = 100

/** The scope of a preparation, with the address of its RDD. */
const PREPARED = new RegExp(`^${PREPARATION} (.*)/(\\d+)$`)

async function open(
  port: ThreadPort,
  data: WorkerData,
  board: ProgressBoard,
): Promise<{ program: WorkerProgram; tasks: WorkerTasks }> {
  resolveProgramImports()
  const job = requireJob(((await import(data.module)) as { default?: unknown }).default, data.module)
  const conf = new SparkConf().setAll(data.settings)
  const logger = new LineLogger(() => {})
  const environment = environmentWith({ logger, print: () => {} })
  const place = data.stateFolder === undefined ? undefined : { folder: data.stateFolder, name: `worker-${data.origin}` }
  const own = groundOf({ master: 'local', conf, environment }, data.maxFailures, undefined, place)
  const ground = { ...own, shuffles: new WorkerShuffles({ ...data, showRecords: own.showRecords }) }
  let host: ReplicaHost | undefined
  const context = new SparkContext({
    conf,
    environment: { logger, print: () => {}, backend: () => new WorkerBackend(data.workers, ground) },
    host: (scopes) => {
      host = new ReplicaHost(scopes, data.seed)
      return host
    },
  })
  const { followed, streaming } = follow(job, data, context)
  const program = new WorkerProgram(host as ReplicaHost, ground, followed)
  const { digest, graph } = fingerprintOfJob(job, data.args, streaming)
  const memory = new MemoryWatch(new NodeHeap(), (error) => {
    port.post({ kind: 'short', error: toWire(error) })
    port.end()
  })
  const watch = new WorkerWatch({ board, clock: ground.clock, memory, showRecords: ground.showRecords })
  const tasks = new WorkerTasks(ground, program, watch, program.made, (message) => port.post(message))
  port.post({ kind: 'ready', digest, graph })
  return { program, tasks }
}

function follow(
  job: JobDefinition,
  { batch, args }: WorkerData,
  context: SparkContext,
): { readonly followed: Followed; readonly streaming?: StreamingContext } {
  if (job.kind === 'batch') return { followed: followBatch(job, args, context) }
  const streaming = new StreamingContext(context, batch as number)
  buildProgram(job.name, () => job.build(streaming, args))
  return { followed: new StreamingReplica(streaming), streaming }
}

function followBatch(job: JobDefinition, args: unknown, context: SparkContext): Followed {
  const evaluate = async (scope: string): Promise<void> => {
    if (scope !== MAIN_SCOPE) return
    try {
      await job.build(context, args)
    } catch {
      // What fails here has failed on the driver, which tells its user.
    }
  }
  return { evaluate, begin: () => {}, end: () => {} }
}

/** What the program prints is printed by the driver; what its functions print on records, here. */
function printTasksOnly(): void {
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream) as (...args: unknown[]) => boolean
    stream.write = ((...args: unknown[]): boolean =>
      TaskContext.get() === undefined || write(...args)) as typeof stream.write
  }
}

async function main(port: ThreadPort): Promise<void> {
  process.setSourceMapsEnabled(true)
  printTasksOnly()
  const data = port.data as WorkerData
  const board = new ProgressBoard(data.board)
  const opened = open(port, data, board)
  let last: Promise<unknown> = opened
  const inTurn = (f: () => unknown): void => {
    last = last.then(f)
  }
  port.listen((received) => {
    const message = received as ToWorker
    board.beat()
    if (message.kind === 'ask') return
    inTurn(async () => {
      const { program, tasks } = await opened
      if (message.kind === 'abort') return tasks.abort(message.id)
      for (const notice of message.notices) {
        const waits = program.note(notice)
        if (waits !== undefined) await waits
      }
      // Tasks of several jobs may run at the same time: one that waits must not hold the others up.
      if (message.kind === 'tasks') void tasks.run(message)
    })
  })
  try {
    await opened
  } catch (error) {
    port.post({ kind: 'refused', error: toWire(error) })
  }
}

await main(threadPort())
