import { batchJob, type SparkContext } from 'millstream'

/** Some work of a function of the user's, about a microsecond. */
function hard(x: number): number {
  let sum = x
  for (let i = 0; i < 300; i++) sum = (sum * 31 + i) % 1_000_003
  return sum
}

const add = (a: number, b: number): number => a + b

const PROGRAMS: Readonly<Record<string, (sc: SparkContext) => Promise<number>>> = {
  functions: (sc) =>
    sc
      .range(0, 200_000, 1, 4)
      .map(hard)
      .filter((x) => x % 2 === 0)
      .count(),
  shuffle: (sc) =>
    sc
      .range(0, 2_000_000, 1, 4)
      .map((x) => [x % 50_000, 1] as const)
      .reduceByKey(add, 4)
      .count(),
  tiny: (sc) =>
    sc
      .parallelize([1, 2, 3, 4], 2)
      .map((x) => x + 1)
      .count(),
}

/** Run each program a few times and answer the ms of the best run, and of the 50th and 99th of a hundred tiny jobs. */
export default batchJob('threads', async (sc) => {
  const figures: Record<string, number> = {}
  for (const name of ['functions', 'shuffle'] as const) {
    let best = Number.POSITIVE_INFINITY
    for (let i = 0; i < 5; i++) {
      const start = performance.now()
      await PROGRAMS[name]?.(sc)
      best = Math.min(best, performance.now() - start)
    }
    figures[`${name} ms`] = best
  }
  const times: number[] = []
  for (let i = 0; i < 1500; i++) {
    const start = performance.now()
    await PROGRAMS.tiny?.(sc)
    if (i >= 500) times.push(performance.now() - start)
  }
  times.sort((a, b) => a - b)
  return { ...figures, 'tiny p50': times[500] ?? Number.NaN, 'tiny p99': times[990] ?? Number.NaN }
})
