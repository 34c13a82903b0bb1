/**
 * The main job: what shakes where. A week of real earthquakes comes over a socket; the program counts them by region over
 * a sliding window, keeps the strongest of each region as state, and when the source has gone quiet it ends with a summary.
 *
 *   npm start
 *
 * or, in two windows:
 *
 *   millstream nc --listen 9999 --file examples/data/earthquakes.jsonl --rate 120 --keep-open
 *   millstream run examples/earthquakes.ts
 */
import { SparkContext, type State, StateSpec, StreamingContext, seconds } from 'millstream'
import { parseQuake, type Quake, regionOf } from './quake.ts'

const sc = new SparkContext('local[2]', 'earthquakes')
const ssc = new StreamingContext(sc, seconds(1))

const quakes = ssc.socketTextStream('localhost', Number(process.env.PORT ?? 9999)).map(parseQuake)
const byRegion = quakes.map((quake) => [regionOf(quake), quake] as const)

// Trending: the regions with most earthquakes in the last ten seconds, every two seconds.
byRegion
  .map(([region]) => region)
  .countByValueAndWindow(seconds(10), seconds(2))
  .transform((counts) => counts.sortBy(([region, count]) => [-count, region]))
  .pprint(5)

// State: the strongest earthquake of each region so far. A strong one that beats it is told.
const records = StateSpec.function((region: string, quake: Quake | undefined, strongest: State<number>) => {
  if (quake === undefined || quake.magnitude <= (strongest.getOption() ?? 0)) return undefined
  strongest.update(quake.magnitude)
  if (quake.magnitude < 5) return undefined
  return `** record for ${region}: magnitude ${quake.magnitude.toFixed(1)} (${quake.place})`
})
const strongest = byRegion.mapWithState(records).named('strongest-by-region')
strongest
  .filter((record) => record !== undefined)
  .foreachRDD(async (rdd) => {
    for (const record of await rdd.collect()) console.log(record)
  })

// What the summary needs, brought up to date in each batch.
let total = 0
let quiet = 0
quakes.foreachRDD(async (rdd) => {
  const count = await rdd.count()
  total += count
  quiet = count === 0 ? quiet + 1 : 0
})
let top: (readonly [region: string, magnitude: number])[] = []
strongest.stateSnapshots().foreachRDD(async (rdd) => {
  top = await rdd.top(5, ([, a], [, b]) => a - b)
  // The end: two seconds without an earthquake after the first one.
  if (total > 0 && quiet === 2) void ssc.stop()
})

await ssc.start()
await ssc.awaitTermination()

console.log(`\n${total} earthquakes. The strongest, by region:`)
for (const [region, magnitude] of top) console.log(`  ${magnitude.toFixed(1)}  ${region}`)
