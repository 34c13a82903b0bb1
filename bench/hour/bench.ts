import type { DStream } from 'millstream'
import { testStream } from 'millstream/testing'
import type { Bench, Summary, Variant } from '../lib/variant.ts'

const add = (a: number, b: number): number => a + b
const subtract = (a: number, b: number): number => a - b
const one = (word: string) => [word, 1] as const

/** An hour of batches of a second; once a minute something comes. */
const HOUR = Array.from({ length: 3600 }, (_, i) => (i % 60 === 0 ? ['a', 'b', 'a'] : []))

/** The hour in the test kit: once in a process that ran nothing before, and then as a suite of tests would run it. */
const variant = (build: (words: DStream<string>) => DStream<any>) => async (): Promise<Variant> => {
  const hour = async (): Promise<number> => {
    const start = performance.now()
    await testStream(HOUR).through(build).run()
    return performance.now() - start
  }
  const cold = await hour()
  return {
    run: async () => {
      const times: number[] = []
      for (let i = 0; i < 5; i++) times.push(await hour())
      const warm = times.toSorted((a, b) => a - b)[2] ?? Number.NaN
      return { answer: 'done', figures: { 'warm ms': warm, 'cold ms': cold } }
    },
  }
}

export const HOUR_BENCH: Bench = {
  about: 'a test of an hour of stream time, 3600 batches of a second under the manual clock, in ms of real time',
  items: 1,
  variants: {
    'window 10 s, count': variant((words) => words.window('10s', '10s').count()),
    'window 10 min / 1 min': variant((words) => words.window('10m', '1m').count()),
    'inverse 30 s / 10 s': variant((words) => words.map(one).reduceByKeyAndWindow(add, subtract, '30s', '10s')),
    'inverse 30 s / 1 s': variant((words) => words.map(one).reduceByKeyAndWindow(add, subtract, '30s', '1s')),
  },
  goals: (figures: ReadonlyMap<string, Summary>) =>
    (['warm ms', 'cold ms'] as const).map((figure) => [
      `an hour with a window takes less than 50 ms (${figure})`,
      (figures.get('window 10 s, count')?.figures[figure] ?? Number.NaN) < 50,
    ]),
}
