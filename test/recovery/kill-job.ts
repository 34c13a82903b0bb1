/** Files, for processes that are killed. */
import { streamingJob } from '../../src/index.ts'
import { numbered, saveByBatch } from './outputs.ts'

export default streamingJob(
  'killed',
  { batch: '250ms' },
  (ssc, { input, output }: { input: string; output: string }) => {
    const pairs = ssc.textFileStream(input, { newFilesOnly: false }).map((line) => {
      const [key = '', n] = line.split(' ')
      return [key, Number(n)] as const
    })
    saveByBatch(numbered(pairs), output)
    // More states, whose results nobody looks at here.
    pairs
      .reduceByKeyAndWindow(
        (a, b) => a + b,
        (a, b) => a - b,
        '1s',
        '500ms',
      )
      .foreachRDD((rdd) => rdd.count().then(() => {}))
  },
)
