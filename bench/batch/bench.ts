import { join } from 'node:path'
import { milliseconds, run, SparkContext, StreamingContext, type StreamingRun } from 'millstream'
import { ManualClock, TestRun } from 'millstream/testing'
import type { Bench, Summary, Variant } from '../lib/variant.ts'

interface Delays {
  readonly processing: number[]
  readonly total: number[]
}

const quantile = (values: readonly number[], q: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))] ?? Number.NaN

/** Run `batches` batches of a word count over `lines` of them, and take the delays that the listener tells. */
async function runBatches(interval: number, batches: number, lines: readonly string[]): Promise<Delays> {
  const sc = new SparkContext('local', 'batch')
  const ssc = new StreamingContext(sc, milliseconds(interval))
  const delays: Delays = { processing: [], total: [] }
  const rdd = sc.parallelize(lines, 1)
  ssc
    .inputStream({ compute: () => rdd })
    .flatMap((line) => line.split(' '))
    .map((word) => [word, 1] as const)
    .reduceByKey((a, b) => a + b)
    .foreachRDD((counts) => counts.count())
  let done = (): void => {}
  const finished = new Promise<void>((resolve) => {
    done = resolve
  })
  ssc.addStreamingListener({
    onBatchCompleted({ batchInfo }) {
      delays.processing.push(batchInfo.processingDelay ?? Number.NaN)
      delays.total.push(batchInfo.totalDelay ?? Number.NaN)
      if (delays.total.length === batches) done()
    },
  })
  await ssc.start()
  await finished
  await ssc.stop()
  return { processing: delays.processing.slice(100), total: delays.total.slice(100) }
}

/** Delays in ms: of a batch by itself, and the growth of the total delay over the run, which is 0 when it is stable. */
const variant = (interval: number, batches: number, lines: readonly string[]) => async (): Promise<Variant> => ({
  run: async () => {
    const { processing, total } = await runBatches(interval, batches, lines)
    const half = total.length >> 1
    return {
      answer: 'done',
      figures: {
        'processing p50': quantile(processing, 0.5),
        'processing p99': quantile(processing, 0.99),
        'total p99': quantile(total, 0.99),
        'growth of total p50': quantile(total.slice(half), 0.5) - quantile(total.slice(0, half), 0.5),
      },
    }
  },
})

/**
 * What an empty batch costs by itself, finer than the ms of the listener's times: a clock that stands still is moved by
 * one interval, and the batch is waited for.
 */
async function emptyByHand(): Promise<Variant> {
  const run = new TestRun({ interval: 10 })
  run
    .input<string>()
    .stream.flatMap((line) => line.split(' '))
    .map((word) => [word, 1] as const)
    .reduceByKey((a, b) => a + b)
    .foreachRDD((counts) => counts.count())
  const costs: number[] = []
  for (let i = 0; i < 5000; i++) {
    const start = performance.now()
    await run.tick()
    costs.push(performance.now() - start)
  }
  await run.stop()
  const warm = costs.slice(1000)
  const figures = { 'batch p50': quantile(warm, 0.5), 'batch p99': quantile(warm, 0.99), 'first batch': costs[0] ?? 0 }
  return { run: () => ({ answer: 'done', figures }) }
}

/** Processes are started in the root of the repository. */
const JOB = join(process.cwd(), 'bench/batch/job.ts')

/** As `emptyByHand`, of a job module on two worker threads, with `lines` in every batch. */
const onTwoWorkers = (lines: readonly string[]) => async (): Promise<Variant> => {
  const clock = new ManualClock(0)
  const job = (await run(JOB, { master: 'local[2]', args: { lines }, environment: { clock } })) as StreamingRun
  const costs: number[] = []
  for (let i = 0; i < 6000; i++) {
    const start = performance.now()
    clock.advance(10)
    await job.context.idle()
    costs.push(performance.now() - start)
  }
  await job.stop()
  const warm = costs.slice(2000)
  const figures = { 'batch p50': quantile(warm, 0.5), 'batch p99': quantile(warm, 0.99), 'first batch': costs[0] ?? 0 }
  return { run: () => ({ answer: 'done', figures }) }
}

const LINES = Array.from({ length: 100 }, (_, i) => `the quick brown fox ${i} jumps over the lazy dog`)

export const BATCH: Bench = {
  about: 'word count batches: what a batch costs, empty and with 100 lines (10,000 lines a second), in ms',
  items: 1,
  variants: {
    'empty, by hand': emptyByHand,
    'empty, two workers, by hand': onTwoWorkers([]),
    '10 lines, two workers, by hand': onTwoWorkers(LINES.slice(0, 10)),
    '100 lines, two workers, by hand': onTwoWorkers(LINES),
    'empty, each 10 ms': variant(10, 600, []),
    '100 lines, each 10 ms': variant(10, 600, LINES),
    'empty, each 1 ms': variant(1, 2000, []),
  },
  goals: (figures: ReadonlyMap<string, Summary>) => {
    const of = (name: string, figure: string): number => figures.get(name)?.figures[figure] ?? Number.NaN
    return [
      ['an empty batch costs at most 1 ms at p99', of('empty, by hand', 'batch p99') <= 1],
      [
        'an empty batch on two workers costs at most 0.3 ms at p99',
        of('empty, two workers, by hand', 'batch p99') <= 0.3,
      ],
      [
        'a batch of 10 lines on two workers costs at most 0.3 ms at p99',
        of('10 lines, two workers, by hand', 'batch p99') <= 0.3,
      ],
      [
        'a 10 ms interval is stable: the total delay does not grow and stays below the interval',
        of('100 lines, each 10 ms', 'growth of total p50') < 1 && of('100 lines, each 10 ms', 'total p99') < 10,
      ],
    ]
  },
}
