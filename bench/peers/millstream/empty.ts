import { streamingJob } from 'millstream'

/** Word count batches that are empty: the socket stays silent. */
export default streamingJob('empty', { batch: 1000 }, (ssc, { port }: { port: number }) => {
  ssc
    .socketTextStream('localhost', port)
    .flatMap((line) => line.split(' '))
    .map((word) => [word, 1] as const)
    .reduceByKey((a, b) => a + b)
    .foreachRDD(async (rdd, time) => {
      await rdd.count()
      console.log(`OUT ${performance.timeOrigin + performance.now()} ${time.milliseconds}`)
    })
})
