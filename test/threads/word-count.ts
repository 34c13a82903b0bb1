import { batchJob } from '../../src/index.ts'

/** A batch job whose functions run on workers, with an action in the middle whose answer a later function uses. */
export default batchJob('word-count', async (sc, { lines }: { readonly lines: readonly string[] }) => {
  const pairs = sc
    .parallelize(lines, 4)
    .flatMap((line) => line.split(' '))
    .map((word) => [word, 1] as const)
  const counts = pairs.reduceByKey((a, b) => a + b)
  const most = (await counts.values().collect()).reduce((a, b) => Math.max(a, b), 0)
  const top = counts.filter(([, n]) => n === most).sortByKey()
  return { most, top: await top.collect(), total: await pairs.count(), sum: await counts.values().sum() }
})
