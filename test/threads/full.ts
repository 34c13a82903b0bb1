import { batchJob, type SparkContext } from '../../src/index.ts'

export interface Args {
  readonly program: string
}

/** More numbers than there is memory for anything that is made of each. */
const MANY = 20_000_000

/** Programs that need more memory than their workers have, by name. */
const PROGRAMS: Readonly<Record<string, (sc: SparkContext) => Promise<unknown>>> = {
  'sums of too many keys': (sc) =>
    sc
      .range(0, MANY, 1, 2)
      .map((x): [number, number] => [x, 1])
      .reduceByKey((a, b) => a + b)
      .count(),
  'a partition that a function keeps': (sc) =>
    sc
      .range(0, MANY, 1, 2)
      .mapPartitions((xs) => {
        const all: number[][] = []
        for (const x of xs) all.push([x, x, x, x])
        return all
      })
      .count(),
  'one call that takes it all': (sc) =>
    sc
      .parallelize([1, 2], 2)
      .map((x) => {
        const all: number[][] = []
        for (;;) all.push([x])
      })
      .count(),
  'a job after one that failed': async (sc) => {
    const sums = sc.range(0, MANY, 1, 1).map((x): [number, number] => [x, 1])
    const failed = await sums
      .reduceByKey((a, b) => a + b)
      .count()
      .catch(({ code }) => code)
    return [failed, await sc.range(0, 1000, 1, 2).reduce((a, b) => a + b)]
  },
}

export default batchJob('full', { conf: { 'millstream.worker.memory': '48m' } }, (sc, { program }: Args) =>
  (PROGRAMS[program] as (sc: SparkContext) => Promise<unknown>)(sc),
)
