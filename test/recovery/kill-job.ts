/** A job for processes that are killed: what it makes of each batch goes to a file named by the batch, atomically. */
import { renameSync, writeFileSync } from 'node:fs'
import { StateSpec, streamingJob } from '../../src/index.ts'

interface Places {
  readonly input: string
  readonly output: string
}

export default streamingJob('killed', { batch: '50ms' }, (ssc, { input, output }: Places) => {
  const counted = ssc.sparkContext.longAccumulator('records')
  const pairs = ssc.textFileStream(input, { newFilesOnly: false }).map((line) => {
    const [key = '', n] = line.split(' ')
    return [key, Number(n)] as const
  })
  // For each record: its key, its number, and how many there were of its key; so each comes exactly once, and in order.
  const numbered = pairs.mapWithState(
    StateSpec.function((key: string, n: number | undefined, state) => {
      const count = ((state.getOption() as number | undefined) ?? 0) + 1
      state.update(count)
      return `${key} ${n} ${count}`
    }),
  )
  numbered.foreachRDD(async (rdd, time) => {
    const lines = await rdd.collect()
    if (lines.length === 0) return
    const file = `${output}/${time.milliseconds}`
    writeFileSync(`${file}.tmp`, lines.join('\n'))
    renameSync(`${file}.tmp`, file)
  })
  pairs
    .reduceByKeyAndWindow(
      (a, b) => a + b,
      (a, b) => a - b,
      '200ms',
      '100ms',
    )
    .foreachRDD((rdd) => rdd.count().then(() => {}))
  pairs.foreachRDD((rdd) => rdd.foreach(() => counted.add(1)))
})
