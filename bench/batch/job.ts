import { milliseconds, streamingJob } from 'millstream'

/** A word count over the same lines in every batch, each batch by itself. */
export default streamingJob<{ readonly lines: readonly string[] }>(
  'batches',
  { batch: milliseconds(10) },
  (ssc, { lines }) => {
    const rdd = ssc.sparkContext.parallelize(lines, 2)
    ssc
      .inputStream({ compute: () => rdd })
      .flatMap((line) => line.split(' '))
      .map((word) => [word, 1] as const)
      .reduceByKey((a, b) => a + b)
      .foreachRDD((counts) => counts.count())
  },
)
