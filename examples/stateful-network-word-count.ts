/**
 * Count the words from a socket since the program began, on top of counts that were known before. Each batch prints its
 * words with their counts so far, then the most frequent words of all time.
 *
 *   millstream nc --listen 9999 --file examples/data/gettysburg.txt --rate 5 --keep-open
 *   millstream run examples/stateful-network-word-count.ts
 */
import { type State, StateSpec, seconds, streamingJob } from 'millstream'

const counting = StateSpec.function((word: string, one: number | undefined, count: State<number>) => {
  const sum = (count.getOption() ?? 0) + (one ?? 0)
  count.update(sum)
  return [word, sum] as const
}).initialState([
  ['nation', 100],
  ['people', 10],
])

export default streamingJob(
  'stateful-network-word-count',
  { batch: seconds(1) },
  (ssc, { host = 'localhost', port = 9999 }) => {
    const counts = ssc
      .socketTextStream(host, port)
      .flatMap((line) => line.split(' '))
      .map((word) => [word, 1] as const)
      .mapWithState(counting)
      .named('word-counts')
    counts.print(5)
    counts
      .stateSnapshots()
      .transform((all) => all.sortBy(([word, count]) => [-count, word]))
      .print(5)
  },
)
