/**
 * A stream without a source: RDDs are pushed into a queue, and each batch takes one. Counts numbers by their last digit.
 * A script: it makes its contexts, starts and stops by itself.
 *
 *   millstream run examples/queue-stream.ts
 */
import { type RDD, SparkContext, StreamingContext, seconds } from 'millstream'

const sc = new SparkContext('local[2]', 'queue-stream')
const ssc = new StreamingContext(sc, seconds(1))
const queue: RDD<number>[] = []

ssc
  .queueStream(queue)
  .map((n) => [n % 10, 1] as const)
  .reduceByKey((a, b) => a + b)
  .transform((counts) => counts.sortByKey())
  .print()

await ssc.start()
for (let i = 1; i <= 3; i++) queue.push(sc.range(0, i * 1000))
await ssc.awaitTerminationOrTimeout(seconds(4))
await ssc.stop()
