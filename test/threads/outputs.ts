import { appendFileSync } from 'node:fs'
import { threadId } from 'node:worker_threads'
import { type DStream, type RDD, seconds, streamingJob, type Time } from '../../src/index.ts'
import { memoryStream } from '../../src/testing/index.ts'

export interface Args {
  readonly folder: string
}

/** What happened on the driver. */
export const NOTES: unknown[] = []

/** Output operations and transformations that leave the driver's thread, and some that do not. */
export default streamingJob('outputs', { batch: seconds(1) }, (ssc, { folder }: Args) => {
  const input = memoryStream<string>(ssc)
  input.push(['a b', 'b'], [], ['c c'])
  const words: DStream<string> = input.stream.flatMap((line) => line.split(' '))
  const seen = ssc.sparkContext.longAccumulator()

  words.foreachRDD(async (rdd, time: Time) => {
    // Made here, so run here, on what the workers made of the batch.
    const loud = await rdd.map((word) => `${word.toUpperCase()}${threadId}`).collect()
    NOTES.push(['foreachRDD', time.milliseconds, loud.sort()])
  })
  words.foreachPartition((records) => {
    for (const word of records) {
      seen.add(1)
      appendFileSync(`${folder}/words`, `${word} ${threadId === 0 ? 'driver' : 'worker'}\n`)
    }
  })
  words.map((word) => [word, 1] as const).saveAsTextFiles(`${folder}/saved`)
  words
    .transform(async (rdd) => {
      const count = await rdd.count()
      const [first = ''] = await rdd.sortBy((word) => word).take(1)
      return rdd.map((word) => `${word}/${count}/${first}`)
    })
    .foreachRDD(async (rdd) => NOTES.push(['transform', await rdd.collect()]))
  words
    .map((word): [string, number] => [word, 1])
    .updateStateByKey((values, state: number | undefined) => (state ?? 0) + values.length)
    .print()
  words.foreachRDD(() => NOTES.push(['seen', seen.value]))
  let first: RDD<string> | undefined
  words.foreachRDD(async (rdd) => {
    first ??= rdd
    NOTES.push(['first', await first.collect()])
  })
})
