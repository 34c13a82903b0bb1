import type { Pages } from '../kernel/bytes/pages.ts'
import type { Clock } from '../kernel/clock/clock.ts'
import { turn } from '../kernel/clock/system.ts'
import { StreamError } from '../kernel/errors.ts'
import type { Eventual } from '../kernel/eventual.ts'
import type { BackendOptions } from '../rdd/backend.ts'
import type { RDD } from '../rdd/rdd.ts'
import { booleanSetting, bytesSetting, numberSetting, textSetting } from '../rdd/settings.ts'
import type { TaskContext } from '../rdd/task-context.ts'
import type { StateStore } from '../state/store.ts'
import { BlockStore } from './blocks/block-store.ts'
import { KeptPartitions } from './blocks/kept-partitions.ts'
import { SpillDirectory } from './blocks/spill-directory.ts'
import { Omissions } from './inputs/omissions.ts'
import type { Reader } from './inputs/reader.ts'
import { FailedTasks } from './narrowing/failed-tasks.ts'
import { type Pulse, UNWATCHED } from './pulse.ts'
import { type ShuffleReads, ShuffleStore } from './shuffle/map-outputs.ts'
import type { Piece } from './sources/read-source.ts'
import { type StatePlace, statesOf } from './state-place.ts'
import { Turns } from './turns.ts'

/** What all jobs of one engine work on. */
export interface Ground {
  readonly clock: Clock
  readonly shuffles: ShuffleReads
  readonly kept: Kept
  readonly blocks: BlockStore
  readonly states: StateStore
  /** Records of inputs that are left out. */
  readonly omissions: Omissions
  readonly turns: Turns
  /** RDDs whose `prepare` has been run. */
  readonly prepared: WeakSet<RDD<any>>
  /** True when chains run as generated code. */
  readonly generated: boolean
  readonly showRecords: boolean
  readonly maxFailures: number
  /** Records of an RDD whose body says that the driver gives them. */
  readonly given: (rdd: RDD<any>, p: number) => Iterable<Piece>
  /** An attempt of a task has succeeded: its updates of accumulators count. */
  readonly commit: (context: TaskContext) => void
  /** Who watches an attempt that begins. */
  readonly watch: () => Pulse
  /** Brings what a task needs and another host has. */
  readonly bring?: (reader: Reader, rdd: RDD<any>, p: number) => Eventual<void>
}

/** Persisted partitions. */
export type Kept = Pick<KeptPartitions, keyof KeptPartitions>

/** The ground of an engine that plans its own jobs. */
export interface OwnGround extends Ground {
  readonly shuffles: ShuffleStore
  readonly failedTasks: FailedTasks
  /** Folder of the states that do not fit into memory, when they are kept so. */
  readonly stateFolder: string | undefined
}

/** What an engine begins with. */
export function groundOf(
  { conf, environment }: BackendOptions,
  maxFailures: number | undefined,
  pages?: Pages,
  place?: StatePlace,
): OwnGround {
  const spill = new SpillDirectory(environment.files, textSetting(conf, 'spark.local.dir'))
  const blocks = new BlockStore(bytesSetting(conf, 'spark.memory.storage') ?? 0, spill, environment.logger, pages)
  return {
    clock: environment.clock,
    shuffles: new ShuffleStore(),
    blocks,
    kept: new KeptPartitions(blocks),
    ...statesOf(conf, environment.maps, place),
    omissions: new Omissions(),
    failedTasks: new FailedTasks(),
    turns: new Turns(environment.clock, turn),
    prepared: new WeakSet(),
    generated: booleanSetting(conf, 'millstream.codegen'),
    showRecords: booleanSetting(conf, 'millstream.errors.records'),
    maxFailures: Math.max(1, maxFailures ?? numberSetting(conf, 'spark.task.maxFailures') ?? 4),
    given: () => {
      throw new StreamError('BUG_INVARIANT', 'records of the driver were asked for on the driver')
    },
    commit: (context) => context.commit(),
    watch: () => UNWATCHED,
  }
}
