import { turn } from '../../kernel/clock/system.ts'
import { StreamError } from '../../kernel/errors.ts'
import type { KeptPartition, KeptStates, KeptVersion, RestoredVersions } from '../../kernel/kept-state.ts'
import type { Logger } from '../../kernel/log.ts'
import { ownBytes } from '../../kernel/own-bytes.ts'
import { packageFile } from '../../kernel/package.ts'
import type { Site } from '../../kernel/site.ts'
import type { Address } from '../../program/address.ts'
import type { ProgramFingerprint } from '../../program/digest.ts'
import { requireSameProgram } from '../../program/digest.ts'
import type { DriverHost } from '../../program/hosts/driver-host.ts'
import { type Answer, isShared, PRIVATE } from '../../program/hosts/host.ts'
import { Accumulator } from '../../rdd/accumulator.ts'
import type { BackendOptions, LeftOut, ProgramOrigin } from '../../rdd/backend.ts'
import type { SparkConf } from '../../rdd/conf.ts'
import type { RDD } from '../../rdd/rdd.ts'
import { booleanSetting, bytesSetting, numberSetting } from '../../rdd/settings.ts'
import type { StorageLevel } from '../../rdd/storage-level.ts'
import { LocalBackend } from '../local-backend.ts'
import type { LocalMaster } from '../master.ts'
import { Crew } from './crew.ts'
import { LastingNotices } from './lasting-notices.ts'
import { Losses } from './losses.ts'
import type { Member } from './member.ts'
import type { Notice, WorkerData } from './messages.ts'
import { Placement } from './placement.ts'
import { stuckSettings } from './stuck-settings.ts'
import { StuckWatch } from './stuck-watch.ts'
import { ThreadHoldings } from './thread-holdings.ts'
import { ThreadTasks } from './thread-tasks.ts'
import { toWire } from './wire-error.ts'

const ENTRY = packageFile('worker.ts', 'worker.js')

/** Runs the tasks of a job module on worker threads, each of which runs the same program as a replica. */
export class ThreadBackend extends LocalBackend {
  readonly losesStates = true
  readonly driver: DriverHost
  readonly #crew: Crew
  readonly #watch: StuckWatch
  readonly #holdings: ThreadHoldings
  readonly #cuts = new WeakSet<RDD<any>>()
  readonly #lasting = new LastingNotices()
  readonly #noticed = new Set<string>()
  readonly #logger: Logger
  readonly #conf: SparkConf
  #threads = 0
  #begun: Extract<Notice, { kind: 'begin' }> | undefined
  /** Reads what is kept of states; undefined when nothing is. */
  #reread: (() => KeptStates) | undefined
  /** What the worker begins with that takes the place of one that was lost. */
  #kept: KeptStates | undefined

  constructor(options: BackendOptions, master: LocalMaster, program: ProgramOrigin) {
    super(options, master, true)
    const { conf, environment } = options
    this.driver = program.host
    this.#logger = environment.logger
    this.#conf = conf
    const isOfAll = (at: Address | undefined): at is Address => this.driver.isShared(at)
    this.#holdings = new ThreadHoldings(this.ground, isOfAll)
    const data = (board: SharedArrayBuffer): WorkerData => ({
      ...{ module: program.module, kind: program.kind, name: program.name, batch: program.batch, args: program.args },
      ...{ seed: program.host.firstSeed, settings: conf.getAll(), maxFailures: this.ground.maxFailures },
      ...{ workers: master.parallelism, origin: ++this.#threads, board, stateFolder: this.ground.stateFolder },
    })
    const stuck = stuckSettings(conf)
    this.#crew = new Crew({
      clock: environment.clock,
      memory: bytesSetting(conf, 'millstream.worker.memory'),
      sent: () => this.#watch.wake(),
      ...{ threads: environment.threads, entry: ENTRY, workers: master.parallelism, data, logger: environment.logger },
      compare: (host, { digest, graph }) => compare(program.built, host, { digest, graph }),
      lasting: (number) => this.#known(number),
      lost: (member) => this.#lose(member),
    })
    this.#watch = new StuckWatch({
      ...{ clock: environment.clock, turn, deadline: stuck.deadline },
      members: () => this.#crew.members,
    })
    this.driver.listen({
      learned: (answer) => this.#crew.tell(noticeOf(answer)),
      ran: (scope) => this.#crew.tell({ kind: 'run', scope }),
      forgot: (rdd) => this.#crew.tell({ kind: 'forget', rdd }),
      over: (scope) => this.#lasting.forget(scope),
    })
    this.holdings = this.#holdings
    const placement = new Placement({
      ...{ crew: this.#crew, holdings: this.#holdings },
      most: numberSetting(conf, 'millstream.threads.tiny') ?? 0,
      received: (id) => this.ground.blocks.bytesOf(id) ?? 0,
    })
    this.tasks = new ThreadTasks({
      ...{ ground: this.ground, holdings: this.#holdings, placement, cuts: this.#cuts },
      isShared: isOfAll,
      losses: (site) =>
        new Losses({ site, most: this.ground.maxFailures, policy: stuck.policy, logger: environment.logger }),
      notice: (scope, site) => this.#notice(scope, site),
      count: (updates) => this.#count(updates),
    })
  }

  protected override settled(): Promise<void> | undefined {
    const [here, there] = [this.running.settled(), this.#crew.settled()]
    return here === undefined ? there : here.then(() => there)
  }

  override persist(rdd: RDD<any>, level: StorageLevel): void {
    super.persist(rdd, level)
    if (isShared(rdd.address)) this.#tellForGood(rdd.address, { kind: 'keep', rdd: rdd.address, level: level.name })
  }

  override unpersist(rdd: RDD<any>): void {
    super.unpersist(rdd)
    if (!isShared(rdd.address)) return
    this.#holdings.drop(rdd.address)
    this.#lasting.remove(rdd.address, 'keep')
    this.#crew.tell({ kind: 'drop', rdd: rdd.address })
  }

  cut(rdd: RDD<any>): void {
    this.#cuts.add(rdd)
    if (isShared(rdd.address)) this.#tellForGood(rdd.address, { kind: 'cut', rdd: rdd.address })
  }

  protected override get readsStates(): boolean {
    return false
  }

  override leaveOut(rdd: RDD<any>, records: LeftOut): void {
    super.leaveOut(rdd, records)
    if (isShared(rdd.address))
      this.#tellForGood(rdd.address, { kind: 'leave out', rdd: rdd.address, records: this.ground.omissions.all(rdd) })
  }

  /** Tell the workers, and those that come later. */
  #tellForGood(rdd: Address, notice: Notice): void {
    this.#lasting.add(rdd, notice)
    this.#crew.tell(notice)
  }

  override retainState(operator: string, version: number): void {
    this.#holdings.retain(operator, version)
    this.#crew.tell({ kind: 'retain', operator, version })
  }

  /** A partition of a state lies on the worker of its number. */
  override keepStates(
    keep: (version: KeptVersion) => void,
    restored: readonly KeptPartition[],
    reread: () => KeptStates,
  ): void {
    this.#holdings.keepBy(keep)
    this.#reread = reread
    if (booleanSetting(this.#conf, 'millstream.worker.spare')) this.#crew.keepSpare()
    for (const member of this.#crew.members) {
      const own = this.#ownOf(member.number, restored)
      member.tell({ kind: 'states', restored: cutOut(own) })
      this.#holdings.restore(member.number, own)
    }
  }

  #ownOf(worker: number, restored: readonly KeptPartition[]): readonly KeptPartition[] {
    return restored.filter(({ partition }) => this.#crew.isOf(worker, partition))
  }

  /** A worker is gone. Its states are read again from where they are kept, by which the worker in its place goes on. */
  #lose(member: Member): void {
    try {
      this.#kept = this.#reread?.()
    } catch (error) {
      this.#kept = undefined
      this.#logger.error(`the states of worker ${member.number} cannot be read again`, error)
    }
    this.#holdings.lose(member, this.#kept && this.#ownOf(member.number, this.#kept.partitions))
  }

  beginBatches(
    zero: number,
    remember: number,
    states: readonly RestoredVersions[],
    gaps: readonly { readonly after: number; readonly before: number }[],
  ): void {
    this.#begun = { kind: 'begin', zero, remember, states, gaps }
    this.#crew.tell(this.#begun)
  }

  endBatch(time: number): void {
    this.#crew.tell({ kind: 'end', time })
  }

  override async stop(): Promise<void> {
    this.#watch.stop()
    await this.#crew.stop()
    await super.stop()
  }

  /** What the worker of a number has to know that comes late. */
  #known(number: number): Notice[] {
    const answers = [...this.driver.learned()].map(noticeOf)
    const { partitions = [], versions = this.#begun?.states ?? [] } = this.#kept ?? {}
    this.#kept = undefined
    const keeps: Notice[] =
      this.#reread === undefined ? [] : [{ kind: 'states', restored: cutOut(this.#ownOf(number, partitions)) }]
    const begun = this.#begun === undefined ? [] : [{ ...this.#begun, states: versions }]
    return [...keeps, ...begun, ...answers, ...this.#lasting]
  }

  /** Say once for each operator that its functions keep the workers idle. */
  #notice(scope: string, site: Site): void {
    const [, operator] = new RegExp(`^${PRIVATE}out:(.*)-\\d+(?:~\\d+)?@`).exec(scope) ?? []
    if (operator === undefined || this.#noticed.has(String(site))) return
    this.#noticed.add(String(site))
    this.#logger.warn(
      `${site} runs on the driver's thread, because its function is made inside of ${operator}. ` +
        'Do it to the stream before, or use foreachPartition of the stream, which runs on the workers.',
    )
  }

  /** Sums of a task that has succeeded: all of them count, or none. */
  #count(updates: readonly (readonly [Address, unknown])[]): void {
    const settings = updates.map(([at, sum]) => {
      const accumulator = this.driver.kept(at)
      if (accumulator instanceof Accumulator) return accumulator.merging(sum)
      throw new StreamError('BUG_INVARIANT', `no accumulator stands at ${at.scope}/${at.index}`)
    })
    for (const set of settings) set()
  }
}

/** They are parts of a log as they come, all of which would be sent with each. */
const cutOut = (kept: readonly KeptPartition[]): readonly KeptPartition[] =>
  kept.map((partition) => ({ ...partition, changes: partition.changes.map(ownBytes) }))

async function compare(
  built: Promise<ProgramFingerprint>,
  host: string,
  fingerprint: ProgramFingerprint,
): Promise<void> {
  requireSameProgram({ host: 'the driver', fingerprint: await built }, { host, fingerprint })
}

const noticeOf = ({ at, what, outcome }: Answer): Notice => ({
  kind: 'answer',
  at,
  what,
  outcome: 'error' in outcome ? { error: toWire(outcome.error) } : { value: outcome.value },
})
