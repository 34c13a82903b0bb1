/** The program of app.js as a job module, for `millstream run`. */
import { milliseconds, streamingJob } from 'millstream'

export default streamingJob('footprint', { batch: milliseconds(10) }, (ssc) => {
  ssc
    .queueStream([['to be or not to be']])
    .flatMap((line) => line.split(' '))
    .map((word) => [word, 1])
    .reduceByKeyAndWindow((a, b) => a + b, milliseconds(30), milliseconds(10))
    .foreachRDD(async (rdd) => {
      const counts = await rdd.collect()
      if (counts.length > 0) console.log(`OUT ${counts.length}`)
    })
})
