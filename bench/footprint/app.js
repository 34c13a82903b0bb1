/** A program as a user would write it: words of a queue, counted by window. It prints each result that is not empty. */
import { milliseconds, SparkContext, StreamingContext } from 'millstream'

const sc = new SparkContext(process.argv[2], 'footprint')
const ssc = new StreamingContext(sc, milliseconds(10))
ssc
  .queueStream([['to be or not to be']])
  .flatMap((line) => line.split(' '))
  .map((word) => [word, 1])
  .reduceByKeyAndWindow((a, b) => a + b, milliseconds(30), milliseconds(10))
  .foreachRDD(async (rdd) => {
    const counts = await rdd.collect()
    if (counts.length > 0) console.log(`OUT ${counts.length}`)
  })
await ssc.start()
await ssc.awaitTermination()
