/**
 * A stream joined with a table: earthquakes of the last five seconds, by state of the U.S. and per 100,000 square
 * kilometres of its area. `transform` joins the RDD of each window with the RDD of the table; regions that the table does
 * not know are left out.
 *
 *   millstream nc --listen 9999 --file examples/data/earthquakes.jsonl --rate 100 --keep-open
 *   millstream run examples/stream-table-join.ts
 */
import { seconds, streamingJob } from 'millstream'
import { parseQuake, regionOf } from './quake.ts'

const AREAS = `${import.meta.dirname}/data/areas.csv`

function parseArea(line: string): (readonly [state: string, km2: number])[] {
  const [state = '', km2] = line.split(',')
  return Number.isFinite(Number(km2)) ? [[state, Number(km2)]] : []
}

export default streamingJob(
  'stream-table-join',
  { batch: seconds(1) },
  (ssc, { host = 'localhost', port = 9999, table = AREAS }) => {
    const areas = ssc.sparkContext.textFile(table).flatMap(parseArea).persist()
    ssc
      .socketTextStream(host, port)
      .map((line) => [regionOf(parseQuake(line)), 1] as const)
      .reduceByKeyAndWindow((a, b) => a + b, seconds(5), seconds(5))
      .transform((counts) => counts.join(areas))
      .mapValues(([count, km2]) => (count / km2) * 100_000)
      .transform((density) => density.sortBy(([state, perArea]) => [-perArea, state]))
      .map(([state, perArea]) => `${state}: ${perArea.toFixed(2)}`)
      .print()
  },
)
