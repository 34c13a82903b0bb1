import { existsSync, writeFileSync } from 'node:fs'
import { seconds, streamingJob } from '../../src/index.ts'
import { memoryStream } from '../../src/testing/index.ts'

/** Output operations each of which fails in its first run: one whose job the workers know, and one of the driver alone. */
export default streamingJob(
  'retry',
  {
    batch: seconds(1),
    conf: { 'millstream.batch.onFailure': 'retry', 'millstream.batch.retryDelay': '1ms', 'spark.task.maxFailures': 1 },
  },
  (ssc, { folder }: { readonly folder: string }) => {
    const input = memoryStream<string>(ssc)
    input.push(['a', 'b b'], ['c'])
    const once = (word: string, mark: string): string => {
      if (word !== 'b' || existsSync(`${folder}/${mark}`)) return word
      writeFileSync(`${folder}/${mark}`, '')
      throw new Error('not yet')
    }
    const words = input.stream.flatMap((line) => line.split(' '))
    words
      .map((word) => once(word, 'shared'))
      .countByValue(2)
      .print()
    words.map((word) => once(word, 'private')).foreachRDD(async (rdd) => console.log((await rdd.collect()).join(' ')))
  },
)
