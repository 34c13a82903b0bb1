/** Small programs that write checkpoints into files of a test, and programs that go on from copies of these. */
import { Receiver, StateSpec, StreamingContext } from '../../src/index.ts'
import { turn } from '../../src/kernel/clock/system.ts'
import type { ProcessIdentity } from '../../src/kernel/processes.ts'
import { bytesOf } from '../../src/storage/file-bytes.ts'
import type { Files } from '../../src/storage/files.ts'
import { MemoryFiles } from '../../src/storage/memory-files.ts'
import { ManualClock, TestRun } from '../../src/testing/index.ts'
import { nodeProcesses } from '../../src/workers/node-processes.ts'
import { DIRECTORY, type Take } from './machine.ts'
import { program } from './program.ts'

/** What is at each path, and when it was changed. */
export type Disk = ReadonlyMap<string, { readonly bytes: Uint8Array; readonly modified: number }>

export interface Small {
  readonly name: string
  readonly conf: Readonly<Record<string, string>>
  /** Answers what happens before the tick of each batch. */
  build(ssc: StreamingContext, take: Take, files: Files): (batch: number) => unknown
}

export const ZERO = 100_000
const BATCH = 1000

/** What is said of files that are kept, whoever owns them: each owner gives their folder another name. */
export const said = (text: string): string => text.replaceAll(/kept-by-\d{10}/g, 'KEPT')

/** Every kind of state, of windows and of accumulators, over files. */
export const STATES: Small = {
  name: 'states',
  conf: { 'millstream.checkpoint.segment': '4000', 'spark.default.parallelism': '1' },
  build(ssc, take, files) {
    program(ssc, take)
    return (batch) => {
      const lines = Array.from({ length: 3 }, (_, i) => `key${(batch * 7 + i * 3) % 11} ${batch + i}\n`)
      if (files instanceof MemoryFiles) files.write(`/in/f${String(batch).padStart(6, '0')}`, lines.join(''))
    }
  },
}

class Hand extends Receiver<string> {
  override onStart(): void {}
  override onStop(): void {}
}

/** Two receivers whose blocks are written down, with a state and a window behind them. */
export const RECEIVED: Small = {
  name: 'received',
  conf: {
    'millstream.checkpoint.segment': '600',
    'spark.default.parallelism': '1',
    'spark.streaming.receiver.writeAheadLog.enable': 'true',
  },
  build(ssc, take) {
    const hands = ['left', 'right'].map((name) => {
      const hand = new Hand()
      const records = ssc.receiverStream(hand).named(name)
      records.foreachRDD(async (rdd, time) => take(name, time.milliseconds, await rdd.collect()))
      records
        .window(2000, 1000)
        .foreachRDD(async (rdd, time) => take(`${name} window`, time.milliseconds, await rdd.collect()))
      records
        .map((record) => [record.slice(0, 1), 1] as const)
        .mapWithState(
          StateSpec.function((key: string, _one: number | undefined, state) => {
            const count = ((state.getOption() as number | undefined) ?? 0) + 1
            state.update(count)
            return `${key}${count}`
          }),
        )
        .named(`${name} counts`)
        .foreachRDD(async (rdd, time) => take(`${name} counts`, time.milliseconds, await rdd.collect()))
      return { name, hand }
    })
    return async (batch) => {
      for (const { name, hand } of hands) await hand.storeBlock([`a of ${name} ${batch}`, `b of ${name} ${batch}`])
    }
  },
}

/** Where programs have a key. */
export const KEY_FILE = '/keys/key'

export const KEY = new Uint8Array(32).fill(7)

export function layKey(files: MemoryFiles, key = KEY): void {
  files.write(KEY_FILE, key)
  files.setMode(KEY_FILE, 0o600)
}

/** The two receivers once more; what they keep is sealed. */
export const SEALED: Small = {
  name: 'sealed',
  conf: { ...RECEIVED.conf, 'millstream.checkpoint.hmacKeyFile': KEY_FILE },
  build(ssc, take, files) {
    if (files instanceof MemoryFiles) layKey(files)
    return RECEIVED.build(ssc, take, files)
  },
}

/** A run of a small program. */
export interface RunOptions {
  readonly files: Files
  readonly directory?: string
  /** ms at which it starts. */
  readonly start: number
  readonly batches: number
  /** The process does not end in good order. */
  readonly killed?: boolean
  readonly name?: string
  readonly conf?: Readonly<Record<string, string>>
  /** Whether the process before this one still runs. */
  readonly isRunning?: boolean
}

/** Run a program for some batches; answers what came out, as text. Throws what its start or its batches throw. */
export async function run(small: Small, options: RunOptions): Promise<string> {
  const { files, directory = DIRECTORY, start, batches, killed = false, isRunning = false } = options
  const identity = (): ProcessIdentity => ({ pid: 7, host: 'h', boot: 'b', started: `${start}` })
  const run = new TestRun({
    start,
    master: 'local',
    conf: { ...small.conf, ...options.conf },
    environment: { files, processes: { ...nodeProcesses, self: identity, isRunning: () => isRunning } },
  })
  run.sc.conf.setAppName(options.name ?? small.name)
  const seen: unknown[] = []
  const failures: unknown[] = []
  let happens: (batch: number) => unknown = () => {}
  const ssc = StreamingContext.getOrCreate(directory, () => {
    happens = small.build(run.ssc, (output, time, value) => seen.push([output, time, value]), files)
    return run.ssc
  })
  try {
    await ssc.start()
    ssc.awaitTermination().catch((error) => failures.push(error))
    for (let batch = 0; batch < batches; batch++) {
      await happens(start / BATCH + batch)
      run.clock.advance(BATCH)
      await ssc.idle()
      if (failures.length > 0) throw failures[0]
    }
    // What is said after the last batch is synced as well.
    for (let i = 0; i < 20; i++) await turn()
    return JSON.stringify(seen)
  } finally {
    if (!killed) await ssc.stop({ graceful: true })
  }
}

/** What a directory of memory files holds, with all below it. */
export function diskOf(files: MemoryFiles, directory = '/'): Disk {
  const disk = new Map<string, { bytes: Uint8Array; modified: number }>()
  for (const { path, kind, modified } of files.listSync(directory))
    if (kind === 'directory') for (const [below, file] of diskOf(files, path)) disk.set(below, file)
    else disk.set(path, { bytes: bytesOf(files, path), modified })
  return disk
}

/** Memory files that hold what is on a disk. */
export function filesOf(disk: Disk, now = 0): MemoryFiles {
  const files = new MemoryFiles(new ManualClock(now))
  for (const [path, { bytes, modified }] of disk) files.write(path, bytes, modified)
  return files
}

/** What a program leaves that has run for some batches, from `ZERO` on, with a restart in between. */
export async function left(small: Small, batches: number, killed: boolean): Promise<Disk> {
  const files = new MemoryFiles(new ManualClock(ZERO))
  await files.makeDirectory('/in')
  const first = Math.floor(batches / 2)
  await run(small, { files, start: ZERO, batches: first })
  await run(small, { files, start: ZERO + first * BATCH, batches: batches - first, killed })
  return diskOf(files)
}

/** When a program goes on that has run for some batches. */
export const after = (batches: number): number => ZERO + batches * BATCH
