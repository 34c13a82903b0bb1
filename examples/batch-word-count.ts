/**
 * The words of a file by how often they come: RDDs without a stream.
 *
 *   millstream run examples/batch-word-count.ts
 */
import { batchJob } from 'millstream'

export default batchJob('batch-word-count', async (sc, { path = 'examples/data/gettysburg.txt' }) => {
  const counts = await sc
    .textFile(path)
    .flatMap((line) => line.toLowerCase().split(' '))
    .map((word) => [word, 1] as const)
    .reduceByKey((a, b) => a + b)
    .sortBy(([word, count]) => [-count, word])
    .take(5)
  for (const [word, count] of counts) sc.environment.print(`${word}: ${count}`)
})
