/**
 * The main job: what shakes where, live. A week of real earthquakes is replayed over a socket; the program counts them by
 * region over a sliding window (what is trending), keeps the strongest of each region as state, and ends by itself with
 * a summary when the source has gone quiet.
 *
 *   npm start
 */
import { type RDD, SparkContext, StateSpec, StreamingContext, seconds, type Time } from 'millstream'

interface Quake {
  readonly magnitude: number
  readonly place: string
}

const port = Number(process.env.PORT ?? 9999)
const sc = new SparkContext('local[2]', 'earthquakes')
const ssc = new StreamingContext(sc, seconds(1))

const quakes = ssc.socketTextStream('localhost', port).map((line) => JSON.parse(line) as Quake)
const byRegion = quakes.map((quake) => [quake.place.split(', ').at(-1) ?? '', quake] as const)

// Trending: regions by the number of earthquakes in the last ten seconds, every two seconds.
byRegion
  .map(([region]) => region)
  .countByValueAndWindow(seconds(10), seconds(2))
  .transform((counts) => counts.sortBy(([region, count]) => [-count, region]))
  .pprint(5)

// State: the strongest earthquake that each region has had, told whenever a record falls.
const records = StateSpec.function((region: string, quake: Quake | undefined, state): string | undefined => {
  const strongest = state.getOption() as number | undefined
  if (quake === undefined || quake.magnitude <= (strongest ?? 0)) return undefined
  state.update(quake.magnitude)
  return quake.magnitude < 4.5 ? undefined : `new record for ${region}: magnitude ${quake.magnitude} (${quake.place})`
})
const strongest = byRegion.mapWithState(records).named('strongest-by-region')
strongest
  .filter((line) => line !== undefined)
  .foreachRDD(async (rdd) => {
    for (const line of await rdd.collect()) console.log(line)
  })

// A summary of everything, and the end: two seconds without a record after the first one.
const seen = sc.longAccumulator('earthquakes')
let quiet = 0
let states: RDD<readonly [string, number]> | undefined
quakes.foreachRDD(async (rdd) => {
  const count = await rdd.count()
  seen.add(count)
  quiet = count === 0 && seen.value > 0 ? quiet + 1 : 0
  if (quiet === 2) void ssc.stop({ stopSparkContext: false })
})
strongest.stateSnapshots().foreachRDD((rdd: RDD<any>, _time: Time) => {
  states = rdd.persist()
  return rdd.foreach(() => {})
})

await ssc.start()
await ssc.awaitTermination()

const top = (await states?.top(5, ([, a], [, b]) => a - b)) ?? []
console.log(`\nThe end: ${seen.value} earthquakes. Strongest by region:`)
for (const [region, magnitude] of top) console.log(`  ${magnitude.toFixed(1)}  ${region}`)
await sc.stop()
