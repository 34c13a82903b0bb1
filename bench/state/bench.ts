import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { SparkConf, SparkContext, type State, StateSpec, StreamingContext } from 'millstream'
import { ManualClock } from 'millstream/testing'
import type { Bench, Summary, Variant } from '../lib/variant.ts'
import { diskAlone, processorAlone } from './by-hand.ts'

/** Keys that have a record in each batch. */
const ACTIVE = 1000
const IDLE = 1_000_000
/** Keys that come in one batch at first. */
const FILLED_AT_ONCE = 100_000
/** ms from a batch to the next: time for what a process does between batches, as the engine of the language cleans up. */
const PAUSE = 10
/** Batches of which nothing is looked at, those that are measured at first, */
const [BEGUN, FIRST] = [300, 500]
/**
 * batches without pauses, after which V8 has compiled all that it ever will: what is called once in a batch takes ten thousand
 * calls, and on a machine where two cores are as fast as one, each compilation costs a batch some ms; and those that count.
 */
const [SETTLED, MEASURED] = [20_000, 1000]
/** Batches after those without pauses of which nothing is looked at: what the process put off until it had time comes in the first of them. */
const PACED = 100
const BATCHES = BEGUN + FIRST + SETTLED + PACED + MEASURED

const count = (_key: number, value: number | undefined, state: State<number>): number => {
  const sum = (state.getOption() ?? 0) + (value ?? 0)
  state.update(sum)
  return sum
}

const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN

/** Files that Linux has in memory, so that nothing waits for a disk. */
const MEMORY_DISK = '/dev/shm'
const hasMemoryDisk = existsSync(MEMORY_DISK)

interface Ways {
  readonly isKept?: boolean
  readonly store?: string
  /** Where all files lie. */
  readonly under?: string
}

/** A mapWithState with so many keys that do nothing beside those that do: what a batch takes. */
const variant =
  (idle: number, ways: Ways = {}) =>
  async (): Promise<Variant> => ({ run: () => measured(idle, ways) })

async function measured(idle: number, { isKept = false, store = 'memory', under = tmpdir() }: Ways) {
  const folder = mkdtempSync(join(under, 'millstream-bench-'))
  const clock = new ManualClock(0)
  const conf = new SparkConf().set('millstream.state.store', store).set('spark.local.dir', folder)
  const sc = new SparkContext({ master: 'local', appName: 'keys', conf, environment: { clock } })
  sc.setLogLevel('error')
  const ssc = new StreamingContext(sc, 1000)
  if (isKept) ssc.checkpoint(folder)
  let keys: readonly (readonly [number, number])[] = []
  // What a batch holds is said by its number, as by the offsets of a source that can be asked again.
  const input = ssc.inputStream<readonly [number, number]>({
    compute: () => sc.parallelize(keys, 1),
    decided: (time) => time.milliseconds,
    restore: () => {},
  })
  let sum = 0
  input.mapWithState(StateSpec.function(count)).foreachRDD(async (rdd) => {
    sum = await rdd.sum()
  })
  await ssc.start()
  const batch = async (pause = PAUSE): Promise<number> => {
    if (pause > 0) await sleep(pause)
    const start = performance.now()
    clock.advance(1000)
    await ssc.idle()
    return performance.now() - start
  }
  for (let from = 0; from < idle; from += FILLED_AT_ONCE) {
    keys = Array.from({ length: FILLED_AT_ONCE }, (_, i) => [ACTIVE + from + i, 1] as const)
    await batch()
  }
  keys = Array.from({ length: ACTIVE }, (_, i) => [i, 1] as const)
  for (let i = 0; i < BEGUN; i++) await batch()
  const first: number[] = []
  for (let i = 0; i < FIRST; i++) first.push(await batch())
  for (let i = 0; i < SETTLED; i++) await batch(0)
  for (let i = 0; i < PACED; i++) await batch()
  const before = process.cpuUsage()
  const times: number[] = []
  for (let i = 0; i < MEASURED; i++) times.push(await batch())
  const { user, system } = process.cpuUsage(before)
  await ssc.stop({ stopSparkContext: true })
  rmSync(folder, { recursive: true })
  const { 'p50 ms': atFirst, 'p99 ms': slowAtFirst } = quantiles(first)
  return {
    answer: sum,
    figures: {
      ...quantiles(times),
      'CPU ms/batch': (user + system) / 1000 / MEASURED,
      ...{ 'p50 at first': atFirst, 'p99 at first': slowAtFirst },
    },
  }
}

function quantiles(times: readonly number[]) {
  const sorted = times.toSorted((a, b) => a - b)
  return { 'p50 ms': quantile(sorted, 0.5), 'p99 ms': quantile(sorted, 0.99) }
}

/** What the machine takes, whoever asks. It counts nothing; `answer` is what the others come to. */
const byHand = (turns: () => Promise<number[]>) => async (): Promise<Variant> => ({
  run: async () => ({ answer: ACTIVE * BATCHES, figures: quantiles(await turns()) }),
})

/** Bytes that a batch keeps of what was decided, and of a million keys; lookups that take as long as a batch. */
const [PIECES, LOOKUPS] = [[200, 85_000], 16_000] as const

const figure = (figures: ReadonlyMap<string, Summary>, variant: string, name: string): number =>
  figures.get(variant)?.figures[name] ?? Number.NaN

const IN_MEMORY = '1 M idle keys, checkpoint in memory'

const isEven = (figures: ReadonlyMap<string, Summary>, variant: string): boolean =>
  figure(figures, variant, 'p99 ms') <= 1.5 * figure(figures, variant, 'p50 ms')

const HOW =
  `the clock goes on ${PAUSE} ms after a batch is done, and with a checkpoint a batch waits for its decision to be on disk; after ` +
  `${SETTLED} batches without pauses, and at first`

export const IDLE_KEYS: Bench = {
  about: `batches of a record for each of ${ACTIVE} keys in mapWithState, alone and beside a million keys that do nothing; ${HOW}`,
  items: ACTIVE,
  rounds: 5,
  variants: {
    '1000 keys': variant(0),
    '1 M idle keys': variant(IDLE),
    '1000 keys, checkpoint': variant(0, { isKept: true }),
    '1 M idle keys, checkpoint': variant(IDLE, { isKept: true }),
    ...(hasMemoryDisk && { [IN_MEMORY]: variant(IDLE, { isKept: true, under: MEMORY_DISK }) }),
    'the disk alone, by hand': byHand(() => diskAlone(PIECES, MEASURED, PAUSE)),
    'the processor alone, by hand': byHand(() => processorAlone(LOOKUPS, MEASURED, PAUSE)),
  },
  goals: (figures) => [
    [
      'with a million idle keys a batch takes at most twice as long',
      figure(figures, '1 M idle keys', 'p50 ms') <= 2 * figure(figures, '1000 keys', 'p50 ms'),
    ],
    [
      'so it does with checkpoints',
      figure(figures, '1 M idle keys, checkpoint', 'p50 ms') <= 2 * figure(figures, '1000 keys, checkpoint', 'p50 ms'),
    ],
    ['p99 of batches with checkpoints is at most 1.5 times their median', isEven(figures, '1 M idle keys, checkpoint')],
    ...(hasMemoryDisk ? [['so it is where no disk is waited for', isEven(figures, IN_MEMORY)] as const] : []),
  ],
}

export const STORED_KEYS: Bench = {
  about: `batches of a record for each of ${ACTIVE} keys beside a million that do nothing, where states are in lmdb; ${HOW}`,
  items: ACTIVE,
  rounds: 5,
  variants: {
    'in memory': variant(IDLE),
    'in lmdb': variant(IDLE, { store: 'lmdb' }),
    'in memory, checkpoint': variant(IDLE, { isKept: true }),
    'in lmdb, checkpoint': variant(IDLE, { isKept: true, store: 'lmdb' }),
  },
  goals: () => [],
}
