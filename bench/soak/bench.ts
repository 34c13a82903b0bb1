import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type DStream, Receiver, StateSpec } from 'millstream'
import { TestRun } from 'millstream/testing'
import type { Bench, Summary, Variant } from '../lib/variant.ts'

const BATCHES = 20_000
/** Batches until all windows are full and all code is compiled. */
const SETTLED = 2_000
/** Batches over which the cost of one is taken. */
const SPAN = 2_000

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

class Lines extends Receiver<string> {
  onStart(): void {}
  onStop(): void {}
}

const add = (a: number, b: number): number => a + b
const subtract = (a: number, b: number): number => a - b

async function heapMegabytes(): Promise<number> {
  for (let i = 0; i < 4; i++) {
    collectGarbage()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return process.memoryUsage().heapUsed / 1e6
}

/** Run `batches` batches and answer what one costs, in ms. */
async function span(run: TestRun, lines: Lines, from: number, batches: number): Promise<number> {
  const start = performance.now()
  for (let batch = from; batch < from + batches; batch++) {
    lines.store(`w${batch % 50} w${batch % 7} only${batch}`)
    await run.tick()
  }
  return (performance.now() - start) / batches
}

/** A stream that a receiver feeds, for hours of stream time: what a batch costs and takes at first and at last. */
const variant = (build: (words: DStream<string>) => DStream<any>) => async (): Promise<Variant> => ({
  run: async () => {
    const run = new TestRun({ conf: { 'spark.log.level': 'error' } })
    const lines = new Lines()
    build(run.ssc.receiverStream(lines).flatMap((line) => line.split(' '))).foreachRDD((rdd) => rdd.count())
    await run.tick(0)
    await span(run, lines, 0, SETTLED)
    const [heap, first] = [await heapMegabytes(), await span(run, lines, SETTLED, SPAN)]
    await span(run, lines, SETTLED + SPAN, BATCHES - SETTLED - 2 * SPAN)
    const last = await span(run, lines, BATCHES - SPAN, SPAN)
    const growth = (await heapMegabytes()) - heap
    await run.stop()
    return { answer: 'done', figures: { 'first ms': first, 'last ms': last, 'heap MB': heap, 'growth MB': growth } }
  },
})

export const SOAK: Bench = {
  about: `${BATCHES} batches with a receiver under the manual clock: a batch at first and at last, and how the heap grows`,
  items: 1,
  variants: {
    'window 30 s / 10 s': variant((words) => words.window('30s', '10s')),
    'inverse 60 s / 1 s': variant((words) =>
      words
        .map((word) => [word, 1] as const)
        .reduceByKeyAndWindow(add, subtract, '60s', '1s', undefined, ([, n]) => n > 0),
    ),
    'mapWithState, 30 s': variant((words) =>
      words
        .map((word) => [word, 1] as const)
        .mapWithState(StateSpec.function((_word: string, n: number | undefined) => n).timeout('30s')),
    ),
  },
  goals: (figures: ReadonlyMap<string, Summary>) =>
    [...figures].flatMap(([name, { figures: own }]) => [
      [
        `${name}: the last batches cost as much as the first`,
        (own['last ms'] ?? Number.NaN) < 1.25 * (own['first ms'] ?? Number.NaN),
      ],
      [`${name}: the heap grows by less than 1 MB`, (own['growth MB'] ?? Number.NaN) < 1],
    ]),
}
