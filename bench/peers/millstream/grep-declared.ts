import { contains, streamingJob } from 'millstream'

export default streamingJob('grep', { batch: 1000 }, (ssc, { port, pattern }: { port: number; pattern: string }) => {
  ssc
    .socketTextStream('localhost', port)
    .filter(contains(pattern))
    .count()
    .foreachRDD(async (rdd) => {
      const count = await rdd.first()
      console.log(`OUT ${performance.timeOrigin + performance.now()} ${count}`)
    })
})
