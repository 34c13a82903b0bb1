import { seconds, streamingJob } from '../../src/index.ts'
import { memoryStream } from '../../src/testing/index.ts'

/** A function that does not come back from one record of the second batch, and says so on a channel before. */
export default streamingJob(
  'stuck-stream',
  { batch: seconds(1), conf: { 'millstream.stuck.deadline': '1s', 'millstream.stuck.policy': 'skip' } },
  (ssc, { channel }: { readonly channel: string }) => {
    const input = memoryStream<string>(ssc)
    input.push(['a', 'b'], ['c', 'endless', 'd'], ['e'])
    input.stream
      .map((word) => {
        if (word !== 'endless') return word
        new BroadcastChannel(channel).postMessage(word)
        for (;;) {}
      })
      .print()
  },
)
