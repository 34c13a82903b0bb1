import type { KeptStates, KeptVersion, RestoredVersions } from '../../kernel/kept-state.ts'
import { Time } from '../../kernel/time.ts'
import { VERSION } from '../../kernel/version.ts'
import type { Accumulator } from '../../rdd/accumulator.ts'
import type { SparkContext } from '../../rdd/context.ts'
import { booleanSetting, bytesSetting } from '../../rdd/settings.ts'
import { joinPath } from '../../storage/files.ts'
import type { LogContents } from '../../storage/log/read-log.ts'
import type { Seal } from '../../storage/log/seal.ts'
import { publish } from '../../storage/publish.ts'
import type { Timeline } from '../batches/timeline.ts'
import type { Graph } from '../graph.ts'
import type { Input, Inputs } from '../input-stream.ts'
import { ReceiverInput } from '../receivers/receiver-input.ts'
import { CheckpointLog, lengthOf, logDirectory, logSeal } from './checkpoint-log.ts'
import { DecisionBook } from './decision-book.ts'
import { floorBytes, floorFile, readFloor } from './floor-file.ts'
import { Floors } from './floors.ts'
import { layoutOf } from './layout.ts'
import type { Owner } from './owner.ts'
import { readReceived, receivedLog, receivedSeal } from './received.ts'
import { encodeRecord } from './record-bytes.ts'
import type { BaseRecord } from './records.ts'
import { reread } from './recovery.ts'
import { type Resumed, resumedStates, statesNow } from './resumed-states.ts'

export interface CheckpointingParts {
  readonly directory: string
  /** What is written lies in this folder of it: see kept-folder.ts. */
  readonly kept: string
  readonly sparkContext: SparkContext
  readonly graph: Graph
  readonly timeline: Timeline
  readonly inputs: Inputs
  readonly owner: Owner
  /** What is kept is sealed with it. */
  readonly seal: Seal | undefined
  /** Checkpoints cannot be written any more. */
  readonly failed: (error: unknown) => void
}

/** What the first batch of a run needs to know. */
export interface Begin {
  readonly zero: number
  /** How long RDDs are remembered at most. */
  readonly remember: number
}

/** A base is written again after so much of a segment, and after so many times its own size. */
const [SEGMENT_PART, BASE_TIMES] = [64, 4]
/** Checkpoints that are kept, the newest counted. */
const KEPT = 3

/**
 * Writes down what a context does, so that another process can go on from there.
 *
 *     batch t    inputs decide ─ durable ─ jobs run ─ done ─ durable ─ sources may forget, old records go
 *                                            └ versions of states ┘
 *
 * The jobs wait for one thing alone: that what they work on is the same if they have to be run again. All else is written
 * while the next batches run.
 */
export class Checkpointing {
  readonly #parts: CheckpointingParts
  readonly #log: CheckpointLog
  readonly #floors: Floors
  readonly #book: DecisionBook
  /** Until the run has begun: it holds all the bytes of the states. */
  #resumed: Resumed | undefined
  readonly #imported: number | undefined
  #begin: Begin | undefined
  #relaid: readonly KeptVersion[] = []
  /** Versions that came since the last record. */
  #versions: KeptVersion[] = []
  /** Of records that are not durable yet. */
  #underway: { readonly number: number; readonly versions: readonly KeptVersion[] }[] = []
  readonly #names = new Map<string, string>()
  #accumulators: ReadonlyMap<string, Accumulator<any, any>> = new Map()
  readonly #segmentBytes: number
  #stands: number
  /** Nothing stands any more beyond this time: a batch has failed. */
  #limit = Number.POSITIVE_INFINITY
  #base = { bytes: 0, since: Number.POSITIVE_INFINITY }
  #kept: readonly number[]
  #cleaning: Promise<void> | undefined
  /** The logs of receivers. */
  readonly #received: CheckpointLog[] = []

  private constructor(parts: CheckpointingParts, resumed: Resumed | undefined, log: CheckpointLog) {
    const { sparkContext, kept, seal } = parts
    const recovered = resumed?.recovered
    this.#parts = parts
    this.#resumed = resumed
    this.#imported = recovered?.base.imported
    this.#log = log
    this.#segmentBytes = segmentBytes(sparkContext)
    this.#floors = new Floors(recovered?.first ?? log.next)
    this.#book = new DecisionBook(recovered)
    this.#stands = recovered?.time ?? Number.NEGATIVE_INFINITY
    this.#kept = readFloor(sparkContext.environment.files, kept, seal)?.records ?? []
  }

  /** `resumed`: undefined when the program begins anew. */
  static async open(parts: CheckpointingParts, resumed: Resumed | undefined): Promise<Checkpointing> {
    const { kept, seal } = parts
    // A log of hundreds of megabytes is read once.
    const log = await openLog(parts, logDirectory(kept), logSeal(seal), resumed?.recovered.log)
    return new Checkpointing(parts, resumed, log)
  }

  /** Number of the owner of the directory. */
  get epoch(): number {
    return this.#parts.owner.epoch
  }

  /** Errors: E_CHECKPOINT_FENCED when another process has become the owner. */
  requireOwner(): void {
    this.#parts.owner.require()
  }

  /** Have states and accumulators go on from where they were kept. Answers the versions from which states go on. */
  restore(begin: Begin): readonly RestoredVersions[] {
    this.#begin = begin
    this.#restoreAccumulators()
    return this.#restoreStates()
  }

  /** Have the inputs go on from where they were kept; they are started after that. */
  async restoreInputs(): Promise<void> {
    const { seal } = this.#parts
    const recovered = this.#resumed?.recovered
    const last = recovered?.time ?? (this.#begin as Begin).zero
    const oldest = last - (recovered?.base.remember ?? 0)
    const logged = this.#loggedInputs()
    const { files } = this.#parts.sparkContext.environment
    for (const { source, path } of logged)
      source.readFrom((needed, take) => readReceived(files, path, needed, take, seal))
    for (const { source, stream } of this.#parts.inputs.all) {
      const kept = recovered?.inputs.get(stream.name)
      if (kept !== undefined) source.restore?.({ ...kept, last, oldest })
    }
    // Not sooner: whoever opens a log clears away what a crash has left of it.
    for (const { source, path } of logged) {
      const log = await openLog(this.#parts, path, receivedSeal(seal))
      this.#received.push(log)
      source.logTo(log)
    }
  }

  /** The inputs have been started: write what this run begins with. */
  async begin(): Promise<void> {
    await this.#log.durable(this.#writeBase(true, this.#relaid))
    this.#relaid = []
    this.#resumed = undefined
    this.#removeFolders()
  }

  /** RDDs that earlier runs have saved are read by nobody: this one makes its own. */
  #removeFolders(): void {
    const { owner, directory, sparkContext } = this.#parts
    const { files } = sparkContext.environment
    const paths = owner.earlier
      .map((name) => joinPath(directory, name))
      .filter((path) => files.linkSync(path) === undefined)
    if (paths.length === 0) return
    this.#cleaning = Promise.all(paths.map((path) => files.remove(path)))
      .then(() => {})
      .catch((error) => sparkContext.logger.error('RDDs that earlier runs have saved are not removed', error))
      .finally(() => {
        this.#cleaning = undefined
      })
  }

  /** Inputs have computed the batch of `time`. Resolves when what they decided survives a crash; undefined when nothing is. */
  decided(time: number, live: readonly Input[]): Promise<void> | undefined {
    // What a decision speaks of must be there when it is read.
    const logged = live.flatMap(({ source }) => (source instanceof ReceiverInput ? (source.logged(time) ?? []) : []))
    if (logged.length === 0) return this.#decide(time, live)
    return Promise.all(logged).then(() => this.#decide(time, live))
  }

  #decide(time: number, live: readonly Input[]): Promise<void> | undefined {
    const decided = this.#book.take(time, live)
    const number = decided.length > 0 && this.#append(encodeRecord({ kind: 'decided', time, inputs: decided }))
    this.#renewBase()
    if (number === false) return this.#room()
    return this.#log.durable(number)
  }

  /** Positions are those behind a batch that has been decided, so that is the moment. Without a new base no record can go. */
  #renewBase(): void {
    if (this.#base.since > Math.max(this.#segmentBytes / SEGMENT_PART, BASE_TIMES * this.#base.bytes))
      this.#writeBase(false, [])
  }

  /** Nobody waits for what batches did: so when as much as a segment waits for the disk, the next batch waits for it. */
  #room(): Promise<void> | undefined {
    return this.#log.unsynced > this.#segmentBytes ? this.#log.durable(this.#log.next - 1) : undefined
  }

  /** Every batch up to `time` is done. */
  done(time: number): void {
    const stands = Math.max(this.#stands, Math.min(time, this.#limit))
    this.#stands = stands
    const states = this.#versions
    this.#versions = []
    const accumulators = [...this.#accumulators].map(([name, { sum }]) => [name, sum] as const)
    const number = this.#append(encodeRecord({ kind: 'done', time, stands, states, accumulators }))
    this.#underway.push({ number, versions: states })
    for (const version of states) this.#floors.note(version, number)
    this.#book.forget(stands - (this.#begin?.remember ?? 0))
    this.#parts.timeline.forget(stands - (this.#begin?.remember ?? 0))
    this.#log.durable(number).then(
      () => {
        this.#underway = this.#underway.filter((record) => record.number > number)
        this.#committed(stands, stands === time ? number : 0)
      },
      (error) => this.#parts.failed(error),
    )
  }

  /** The batch of `time` has failed: it and those after it are done again by the next run. */
  hold(time: number): void {
    this.#limit = Math.min(this.#limit, time - this.#parts.graph.batch)
  }

  /** Write what is left, and let others have the directory. */
  async close(): Promise<void> {
    try {
      await this.#cleaning
      await Promise.all([this.#log.close(), ...this.#received.map((log) => log.close())])
    } finally {
      await this.#parts.owner.release().catch(() => {})
    }
  }

  #append(payload: readonly Uint8Array[]): number {
    this.#base.since += lengthOf(payload)
    return this.#log.append(payload)
  }

  #writeBase(starts: boolean, relaid: readonly KeptVersion[]): number {
    const { graph, inputs, owner, sparkContext } = this.#parts
    const { zero, remember } = this.#begin as Begin
    const base: BaseRecord = {
      ...{ kind: 'base', starts, job: sparkContext.appName, millstream: VERSION, epoch: owner.epoch },
      ...{ zero, remember, batch: graph.batch, relaid },
      ...{ gaps: this.#parts.timeline.gaps, imported: this.#imported },
      states: graph.states.map(layoutOf),
      inputs: inputs.all.map((input) => this.#book.positionOf(input)),
    }
    const payload = encodeRecord(base)
    const number = this.#append(payload)
    this.#base = { bytes: lengthOf(payload), since: 0 }
    this.#floors.noteBase(number)
    for (const version of relaid) this.#floors.note(version, number)
    return number
  }

  /** The receivers whose blocks are written down. */
  #loggedInputs(): { readonly source: ReceiverInput<any>; readonly path: string }[] {
    const { sparkContext, inputs, kept } = this.#parts
    if (!booleanSetting(sparkContext.conf, 'spark.streaming.receiver.writeAheadLog.enable')) return []
    return inputs.all.flatMap(({ source, stream }) =>
      source instanceof ReceiverInput ? [{ source, path: receivedLog(kept, stream.name) }] : [],
    )
  }

  #committed(stands: number, number: number): void {
    const oldest = new Time(stands - (this.#begin?.remember ?? 0))
    for (const { source } of this.#parts.inputs.all) source.committed?.(new Time(stands), oldest)
    if (number > 0 && this.#cleaning === undefined)
      this.#cleaning = this.#clean(stands, number)
        .catch((error) => this.#parts.sparkContext.logger.error('old checkpoints are not removed', error))
        .finally(() => {
          this.#cleaning = undefined
        })
  }

  /** Move the floor up when that is a newer checkpoint, and remove what the oldest that is kept does not need. */
  async #clean(stands: number, number: number): Promise<void> {
    const floor = this.#floors.floor(stands - (this.#begin as Begin).remember, number)
    if (floor <= (this.#kept[0] ?? -1)) return
    const { kept, owner, seal, sparkContext } = this.#parts
    this.#kept = [floor, ...this.#kept].slice(0, KEPT)
    const bytes = floorBytes({ records: this.#kept, log: this.#log.name }, seal)
    await owner.act(() => publish(sparkContext.environment.files, floorFile(kept), bytes, { private: true }))
    await this.#log.removeBefore(this.#kept.at(-1) as number)
  }

  #restoreStates(): readonly RestoredVersions[] {
    const { graph, sparkContext } = this.#parts
    const resumed = resumedStates(this.#resumed, graph)
    for (const [file, partition] of resumed.logged) this.#floors.expect(file, partition)
    sparkContext.backend.keepStates?.(
      (version) => this.#keep(version),
      resumed.partitions,
      () => this.#reread(),
    )
    for (const { state, versions, imported } of resumed.versions) graph.states[state]?.restore(versions, imported)
    this.#relaid = resumed.relaid
    return resumed.versions
  }

  /** What is kept of the states now. */
  #reread(): KeptStates {
    const { kept, graph, seal, sparkContext } = this.#parts
    const before = this.#underway[0]?.number ?? this.#log.next
    const more = [...this.#underway.flatMap(({ versions }) => versions), ...this.#versions]
    const oldest = this.#stands - (this.#begin as Begin).remember
    const states = reread(sparkContext.environment.files, kept, { before, more, oldest, seal })
    return statesNow(states, graph, this.#imported)
  }

  #restoreAccumulators(): void {
    const kept = this.#resumed?.recovered.accumulators
    // Those that come later, in batches, are not known when the next run begins.
    this.#accumulators = this.#parts.sparkContext.namedAccumulators.byName()
    for (const [name, accumulator] of this.#accumulators) if (kept?.has(name)) accumulator.restore(kept.get(name))
  }

  #keep(version: KeptVersion): void {
    this.#versions.push({ ...version, operator: this.#fileOf(version.operator) })
  }

  /** Where the state is filed that the engine knows by `name`, which changes when a worker takes it with it. */
  #fileOf(name: string): string {
    const known = this.#names.get(name)
    if (known !== undefined) return known
    const file = this.#parts.graph.states.find((state) => state.name === name)?.file ?? name
    this.#names.set(name, file)
    return file
  }
}

const segmentBytes = ({ conf }: SparkContext): number => bytesSetting(conf, 'millstream.checkpoint.segment') as number

function openLog(
  parts: CheckpointingParts,
  log: string,
  seal: Seal | undefined,
  found?: LogContents,
): Promise<CheckpointLog> {
  const { sparkContext, directory, owner } = parts
  const { files, clock, logger } = sparkContext.environment
  const bytes = segmentBytes(sparkContext)
  return CheckpointLog.open({ files, clock, logger, directory, owner, log, found, seal, segmentBytes: bytes })
}
