/**
 * The most frequent words of a file: RDDs without a stream.
 *
 *   millstream run examples/batch-word-count.ts
 *   millstream run examples/batch-word-count.ts --args '{"path":"README.md"}'
 */
import { batchJob } from 'millstream'

const GETTYSBURG = `${import.meta.dirname}/data/gettysburg.txt`

export default batchJob('batch-word-count', async (sc, { path = GETTYSBURG }) => {
  const counts = await sc
    .textFile(path)
    .flatMap((line) => line.toLowerCase().split(' '))
    .map((word) => [word, 1] as const)
    .reduceByKey((a, b) => a + b)
    .sortBy(([word, count]) => [-count, word])
    .take(5)
  for (const [word, count] of counts) sc.environment.print(`${word}: ${count}`)
})
