import { existsSync, writeFileSync } from 'node:fs'
import { isMainThread, threadId } from 'node:worker_threads'
import { batchJob, type RDD, type SparkContext } from '../../src/index.ts'

export interface Args {
  readonly program: string
  /** A path where nothing is at first: what is done once leaves a file there. */
  readonly mark: string
}

type Program = (sc: SparkContext, once: () => boolean) => Promise<unknown>

const numbers = (sc: SparkContext): RDD<number> => sc.parallelize([1, 2, 3, 4], 2)

const exit = (): number => process.exit(7)

/** Programs in which something goes wrong, by name. */
const PROGRAMS: Readonly<Record<string, Program>> = {
  'a thread that ends itself once': (sc, once) =>
    numbers(sc)
      .map((x) => (x === 3 && once() ? exit() : x * 2))
      .collect(),
  'a thread that ends itself while outputs of map tasks lie there': async (sc, once) => {
    const counted = numbers(sc)
      .map((x) => [x % 2, x] as const)
      .groupByKey(2)
    await counted.count()
    return counted
      .map(([key, values]): readonly [number, unknown] => [key === 1 && once() ? exit() : key, values])
      .sortByKey()
      .collect()
  },
  'a thread that ends itself each time': (sc) => numbers(sc).map(exit).collect(),
  'a function that throws': (sc) =>
    numbers(sc)
      .map((x) => {
        if (x === 3) throw new RangeError('three')
        return x
      })
      .collect(),
  'a function that throws null': (sc) =>
    numbers(sc)
      .map(() => {
        throw null
      })
      .collect(),
  'a function that throws once': async (sc, once) => {
    const calls = sc.longAccumulator()
    await numbers(sc).foreach((x) => {
      calls.add(1)
      if (x === 4 && once()) throw new Error('once')
    })
    return calls.value
  },
  'a result that cannot be sent': (sc) =>
    numbers(sc)
      .map((x) => () => x)
      .collect(),
  'records that cannot be sent': (sc) =>
    numbers(sc)
      .map((x) => [x, () => x] as const)
      .groupByKey(2)
      .collect(),
  'another way in each thread': (sc) =>
    isMainThread
      ? numbers(sc)
          .map((x) => x)
          .collect()
      : numbers(sc)
          .filter((x) => x > 0)
          .count(),
  'where functions run': async (sc) => {
    const threads = await numbers(sc)
      .map(() => threadId)
      .distinct()
      .collect()
    return { workers: threads.filter((id) => id !== 0).length, main: threads.includes(0) }
  },
}

export default batchJob('faulty', { conf: { 'spark.log.level': 'off' } }, (sc, { program, mark }: Args) => {
  const once = (): boolean => {
    if (existsSync(mark)) return false
    writeFileSync(mark, '')
    return true
  }
  return (PROGRAMS[program] as Program)(sc, once)
})
