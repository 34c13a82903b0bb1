/**
 * What is trending: the five regions with most earthquakes in the last ten seconds of the stream, every two seconds.
 *
 *   millstream nc --listen 9999 --file examples/data/earthquakes.jsonl --rate 100
 *   millstream run examples/windowed-top-k.ts
 */
import { seconds, streamingJob } from 'millstream'

/** `37km NNE of Amboy, Washington` happened in `Washington`. */
const region = (line: string): string => (JSON.parse(line) as { place: string }).place.split(', ').at(-1) ?? ''

export default streamingJob(
  'windowed-top-k',
  { batch: seconds(1) },
  (ssc, { host = 'localhost', port = 9999, k = 5 }) => {
    ssc
      .socketTextStream(host, port)
      .map(region)
      .countByValueAndWindow(seconds(10), seconds(2))
      .transform((counts) => counts.sortBy(([name, count]) => [-count, name]))
      .print(k)
  },
)
