/**
 * Count the words from a socket since the program began, on top of counts that were known before.
 *
 *   millstream nc --listen 9999 --file examples/data/gettysburg.txt --rate 5
 *   millstream run examples/stateful-network-word-count.ts
 */
import { StateSpec, seconds, streamingJob } from 'millstream'

export default streamingJob(
  'stateful-network-word-count',
  { batch: seconds(1) },
  (ssc, { host = 'localhost', port = 9999 }) => {
    const known = ssc.sparkContext.parallelize([
      ['nation', 100],
      ['people', 10],
    ] as [string, number][])
    const counting = StateSpec.function((word: string, one: number | undefined, state) => {
      const sum = (one ?? 0) + ((state.getOption() as number | undefined) ?? 0)
      state.update(sum)
      return [word, sum] as const
    }).initialState(known)
    ssc
      .socketTextStream(host, port)
      .flatMap((line) => line.split(' '))
      .map((word) => [word, 1] as const)
      .mapWithState(counting)
      .named('word-counts')
      .print()
  },
)
