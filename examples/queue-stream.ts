/**
 * Streams without a source: RDDs pushed into a queue, one taken in each batch. Counts numbers by their last digit.
 *
 *   millstream run examples/queue-stream.ts
 */
import { type RDD, SparkContext, StreamingContext, seconds } from 'millstream'

const sc = new SparkContext('local', 'queue-stream')
const ssc = new StreamingContext(sc, seconds(1))
const queue: RDD<number>[] = []

ssc
  .queueStream(queue)
  .map((n) => [n % 10, 1] as const)
  .reduceByKey((a, b) => a + b)
  .transform((counts) => counts.sortByKey())
  .print()

await ssc.start()
for (let i = 0; i < 3; i++) queue.push(sc.range(1, 1001))
await ssc.awaitTerminationOrTimeout(seconds(4))
await ssc.stop()
