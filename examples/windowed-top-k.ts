/**
 * What is trending: the five regions with most earthquakes in the last ten seconds of the stream, every two seconds.
 *
 *   millstream nc --listen 9999 --file examples/data/earthquakes.jsonl --rate 100 --keep-open
 *   millstream run examples/windowed-top-k.ts
 */
import { seconds, streamingJob } from 'millstream'
import { parseQuake, regionOf } from './quake.ts'

export default streamingJob(
  'windowed-top-k',
  { batch: seconds(1) },
  (ssc, { host = 'localhost', port = 9999, k = 5 }) => {
    ssc
      .socketTextStream(host, port)
      .map((line) => regionOf(parseQuake(line)))
      .countByValueAndWindow(seconds(10), seconds(2))
      .transform((counts) => counts.sortBy(([region, count]) => [-count, region]))
      .print(k)
  },
)
