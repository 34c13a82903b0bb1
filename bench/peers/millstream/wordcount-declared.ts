import { seconds, streamingJob } from 'millstream'
import { join, take, ZERO } from './figures.ts'

export default streamingJob('wordcount', { batch: seconds(1) }, (ssc, { port }: { port: number }) => {
  ssc
    .socketTextStream('localhost', port)
    .words()
    .countByValueAndWindow(seconds(30), seconds(1))
    .foreachRDD(async (rdd, time) => {
      const figures = await rdd.aggregate(ZERO, take, join)
      console.log(`OUT ${performance.timeOrigin + performance.now()} ${time.milliseconds} ${figures.join(' ')}`)
    })
})
