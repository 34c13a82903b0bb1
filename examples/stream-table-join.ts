/**
 * A stream joined with a table: earthquakes by the plate on which their region mostly lies. The table is read anew in
 * each batch by `transform`, so it may change while the program runs.
 *
 *   millstream nc --listen 9999 --file examples/data/earthquakes.jsonl --rate 100
 *   millstream run examples/stream-table-join.ts
 */
import { seconds, streamingJob } from 'millstream'

const PLATES: readonly (readonly [region: string, plate: string])[] = [
  ['CA', 'Pacific'],
  ['California', 'Pacific'],
  ['Hawaii', 'Pacific'],
  ['Alaska', 'North American'],
  ['Nevada', 'North American'],
  ['Washington', 'North American'],
  ['Puerto Rico', 'Caribbean'],
  ['Japan', 'Okhotsk'],
  ['Indonesia', 'Sunda'],
]

const region = (line: string): string => (JSON.parse(line) as { place: string }).place.split(', ').at(-1) ?? ''

export default streamingJob('stream-table-join', { batch: seconds(1) }, (ssc, { host = 'localhost', port = 9999 }) => {
  const plates = ssc.sparkContext.parallelize(PLATES)
  ssc
    .socketTextStream(host, port)
    .map((line) => [region(line), 1] as const)
    .reduceByKey((a, b) => a + b)
    .transform((counts) => counts.leftOuterJoin(plates))
    .map(([, [count, plate]]) => [plate ?? 'another plate', count] as const)
    .reduceByKey((a, b) => a + b)
    .transform((counts) => counts.sortByKey())
    .print()
})
