import { isMainThread } from 'node:worker_threads'
import { seconds, streamingJob } from '../../src/index.ts'
import { memoryStream } from '../../src/testing/index.ts'

/** A program that is another one on worker threads. */
export default streamingJob('other-program', { batch: seconds(1) }, (ssc) => {
  const input = memoryStream<number>(ssc)
  input.push([1, 2])
  const stream = isMainThread ? input.stream.map((x) => x + 1) : input.stream.filter((x) => x > 1)
  stream.print()
})
