import { existsSync, writeFileSync } from 'node:fs'
import { seconds, streamingJob } from '../../src/index.ts'
import { memoryStream } from '../../src/testing/index.ts'

/** State in memory, and a function that ends its thread in the third batch. `mark` is a path where nothing is at first. */
export default streamingJob('lost-state', { batch: seconds(1) }, (ssc, { mark }: { readonly mark: string }) => {
  const input = memoryStream<string>(ssc)
  input.push(['a'], ['a'], ['end'], ['a'])
  input.stream
    .map((word): [string, number] => {
      if (word === 'end' && !existsSync(mark)) {
        writeFileSync(mark, '')
        process.exit(3)
      }
      return [word, 1]
    })
    .updateStateByKey((values, state: number | undefined) => (state ?? 0) + values.length)
    .print()
})
