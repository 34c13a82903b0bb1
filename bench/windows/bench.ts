import type { DStream } from 'millstream'
import { TestRun } from 'millstream/testing'
import type { Bench, Summary, Variant } from '../lib/variant.ts'
import { type Hand, inPlace, recompute } from './by-hand.ts'
import { batch, checkWindow, KEYS, type Pair } from './data.ts'

const add = (a: number, b: number): number => a + b
const subtract = (a: number, b: number): number => a - b
const max = (a: number, b: number): number => Math.max(a, b)

const SLIDES = 200
/** The same for windows that are computed anew at each slide, which takes many times as long. */
const SLOW_SLIDES = 60
/** A figure is taken over so many slides, and of these figures the middle one: neighbours disturb some of them. */
const BLOCK = 20

/** What makes a window slide, and what it then holds. */
interface Sliding {
  slide(): Promise<unknown> | unknown
  pairs(): Promise<Iterable<Pair>>
  close?(): Promise<void>
}

const measured = (
  window: number,
  f: (a: number, b: number) => number,
  begin: () => Sliding,
  count = SLIDES,
): (() => Promise<Variant>) => {
  return async () => ({
    run: async () => {
      const sliding = begin()
      // Until the window is full and everything that is kept beside it has been turned over once.
      const settled = Math.max(2 * window, 100) > 1000 ? window + 300 : Math.max(2 * window, count / 2)
      await slides(sliding, settled)
      const before = process.cpuUsage()
      const times = await slides(sliding, count)
      const { user, system } = process.cpuUsage(before)
      const answer = checkWindow(await sliding.pairs(), settled + count, window, f)
      const megabytes = process.memoryUsage().rss / 1e6
      const figures = { ...rates(times), 'CPU ms/slide': (user + system) / 1000 / count, 'RSS MB': megabytes }
      await sliding.close?.()
      return { answer, figures }
    },
  })
}

async function slides(sliding: Sliding, n: number): Promise<number[]> {
  const times: number[] = []
  for (let i = 0; i < n; i++) {
    const start = performance.now()
    await sliding.slide()
    times.push(performance.now() - start)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return times
}

function rates(times: readonly number[]): Record<string, number> {
  const blocks: number[] = []
  for (let i = 0; i + BLOCK <= times.length; i += BLOCK)
    blocks.push((BLOCK * 1000) / times.slice(i, i + BLOCK).reduce(add, 0))
  blocks.sort((a, b) => a - b)
  const sorted = times.toSorted((a, b) => a - b)
  return {
    'slides/s': blocks[blocks.length >> 1] ?? Number.NaN,
    slowest: blocks[0] ?? Number.NaN,
    fastest: blocks.at(-1) ?? Number.NaN,
    'p99 ms': sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN,
  }
}

const byHand = (
  window: number,
  f: (a: number, b: number) => number,
  hand: (window: number) => Hand,
  count = SLIDES,
) => {
  const begin = (): Sliding => {
    const next = hand(window)
    return { slide: next, pairs: async () => next() }
  }
  return measured(window, f, begin, count)
}

type Output = 'count' | 'collect'

/** A stream of batches whose windows are counted, or collected. */
const stream = (
  window: number,
  f: (a: number, b: number) => number,
  build: (pairs: DStream<Pair>, window: string) => DStream<Pair>,
  { output = 'count', count = SLIDES }: { output?: Output; count?: number } = {},
) => {
  const begin = (): Sliding => {
    const run = new TestRun({ master: 'local', conf: { 'spark.log.level': 'error' } })
    let n = 0
    const pairs = run.ssc.inputStream({ compute: () => run.sc.parallelize(batch(n++), 1) })
    let last: readonly Pair[] | undefined
    let all = false
    build(pairs, `${window}s`).foreachRDD(async (rdd) => {
      if (all || output === 'collect') last = await rdd.collect()
      else await rdd.count()
    })
    return {
      slide: () => run.tick(),
      pairs: async () => {
        all = true
        await run.tick()
        return last ?? []
      },
      close: () => run.stop(),
    }
  }
  return measured(window, f, begin, count)
}

const inverse = (pairs: DStream<Pair>, window: string) => pairs.reduceByKeyAndWindow(add, subtract, window, '1s')
const plain = (pairs: DStream<Pair>, window: string) => pairs.reduceByKeyAndWindow(max, window, '1s')

/** How often one variant's figure is as much as another's. */
const ratio = (figures: ReadonlyMap<string, Summary>, figure: string, one: string, other: string): number =>
  (figures.get(one)?.figures[figure] ?? Number.NaN) / (figures.get(other)?.figures[figure] ?? Number.NaN)

export const WINDOWS: Bench = {
  about: `sliding windows, ${KEYS} keys a batch: slides a second by length of the window in slides`,
  items: 1,
  rounds: 5,
  variants: {
    'batch, no window': stream(1, add, (pairs) => pairs.reduceByKey(add) as DStream<Pair>),
    'by hand, in place 30': byHand(30, add, inPlace),
    'by hand, recompute 30': byHand(30, max, (window) => recompute(window, max), SLOW_SLIDES),
    'recompute 30': stream(30, max, (pairs, window) => pairs.window(window).reduceByKey(max) as DStream<Pair>, {
      count: SLOW_SLIDES,
    }),
    'inverse 30': stream(30, add, inverse),
    'inverse 300': stream(300, add, inverse),
    'inverse 3600': stream(3600, add, inverse),
    'max 30': stream(30, max, plain),
    'max 300': stream(300, max, plain),
    'max 3600': stream(3600, max, plain),
    'inverse 300, collected': stream(300, add, inverse, { output: 'collect' }),
    'max 300, collected': stream(300, max, plain, { output: 'collect' }),
  },
  goals: (figures) =>
    (['inverse', 'max'] as const).flatMap((form): [string, boolean][] => [
      [
        `${form}: 3600/1 makes at least 1/1.3 of the slides of 30/1`,
        ratio(figures, 'slides/s', `${form} 30`, `${form} 3600`) <= 1.3,
      ],
      [
        `${form}: 3600/1 takes at most 1.3 of the CPU time of 30/1`,
        ratio(figures, 'CPU ms/slide', `${form} 3600`, `${form} 30`) <= 1.3,
      ],
    ]),
}
