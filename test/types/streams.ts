/** What must and must not type-check in streams. Compiled by `npm test`, never run. */
import {
  type DStream,
  HashPartitioner,
  minutes,
  type RDD,
  SparkContext,
  type State,
  StateSpec,
  StorageLevel,
  StreamingContext,
  seconds,
  type Time,
} from '../../src/index.ts'
import { is } from './same.ts'

const sc = new SparkContext('local', 'types')
const ssc = new StreamingContext(sc, seconds(1))
const lines: DStream<string> = ssc.queueStream<string>([])
const numbers: DStream<number> = ssc.queueStream<number>([])
const ages: DStream<readonly [string, number]> = lines.map((l) => [l, l.length] as const)
const add = (a: number, b: number): number => a + b
const subtract = (a: number, b: number): number => a - b

// Pair operations exist only on pairs.
// @ts-expect-error
lines.groupByKey()
// @ts-expect-error
numbers.mapValues((n) => n)
// @ts-expect-error
numbers.reduceByKeyAndWindow((a, b) => a + b, seconds(2), seconds(1))
// @ts-expect-error
lines.updateStateByKey((_values, state) => state)
// @ts-expect-error
lines.partitionBy(2)
// @ts-expect-error the other side must be pairs, too
ages.join(numbers)
// @ts-expect-error
numbers.join(ages)
// @ts-expect-error an array of unknown length is not a pair
lines.map((l) => l.split(',')).reduceByKey((a, b) => a + b)

// Pairs may be written in either way, and come out as plain tuples.
const asConst = lines.map((w) => [w, 1] as const).reduceByKey((a, b) => a + b)
is<typeof asConst, DStream<[string, number]>>(true)
const asTuple = lines.map((w): [string, number] => [w, 1]).reduceByKey((a, b) => a + b)
is<typeof asTuple, DStream<[string, number]>>(true)
const composite = lines.map((w) => [[w, w.length], 1] as const).groupByKey()
is<typeof composite, DStream<[readonly [string, number], 1[]]>>(true)

// Values of a pair operation have their type.
// @ts-expect-error numbers are not joined by +, a string comes out
ages.reduceByKey((a, b) => `${a}${b}`)
// @ts-expect-error
ages.mapValues((age) => age.toUpperCase())
const grouped = ages.cogroup(lines.map((l) => [l, true] as [string, boolean]))
is<typeof grouped, DStream<[string, [number[], boolean[]]]>>(true)
const outer = ages.fullOuterJoin(lines.map((l) => [l, true] as [string, boolean]))
is<typeof outer, DStream<[string, [number | undefined, boolean | undefined]]>>(true)

// Lengths of time are durations, milliseconds or text.
lines.window('10s', 2000).window(minutes(1))
// @ts-expect-error a window needs its length
lines.window()
// @ts-expect-error
lines.window(true)
// @ts-expect-error
lines.window(new Date(0))
// @ts-expect-error the inverse stands before the lengths
numbers.reduceByWindow(add, seconds(2), seconds(1), subtract)
// @ts-expect-error
lines.countByWindow(seconds(2), seconds)
// @ts-expect-error
seconds('1')
// @ts-expect-error
new StreamingContext(sc)

// Both forms of the keyed window, by position and by name.
const byPosition = ages.reduceByKeyAndWindow(add, subtract, '30s', '10s', 2, ([k, n]) => k !== '' && n > 0)
is<typeof byPosition, DStream<[string, number]>>(true)
const byName = ages.reduceByKeyAndWindow({ reduce: (a, b) => a + b, inverse: (a, b) => a - b, window: '30s' })
is<typeof byName, DStream<[string, number]>>(true)
// @ts-expect-error a window by name has a window
ages.reduceByKeyAndWindow({ reduce: (a, b) => a + b })
// @ts-expect-error the filter sees pairs of this stream
ages.reduceByKeyAndWindow(add, subtract, '30s', '10s', 2, ([, n]) => n.length > 0)

// Functions see records, and answer what is due.
const narrowed = lines.map((l) => (l === '' ? undefined : l)).filter((l) => l !== undefined)
is<typeof narrowed, DStream<string>>(true)
// @ts-expect-error a number is not iterable
lines.flatMap((l) => l.length)
// @ts-expect-error
lines.reduce((a, b) => a.length + b.length)
const asynchronous = lines.mapAsync(async (l) => l.length, { concurrency: 4, ordered: true })
is<typeof asynchronous, DStream<number>>(true)
// @ts-expect-error
lines.mapAsync(async (l) => l, { parallel: 4 })

// transform and foreachRDD see the RDD of the stream and the time.
const transformed = lines.transform((rdd, time) => {
  is<typeof rdd, RDD<string>>(true)
  is<typeof time, Time>(true)
  return rdd.map((l) => l.length)
})
is<typeof transformed, DStream<number>>(true)
const waited = lines.transform(async (rdd) => rdd.map((l) => [l, 1] as [string, number]))
is<typeof waited, DStream<[string, number]>>(true)
// @ts-expect-error an array is not an RDD
lines.transform((rdd) => rdd.collect())
lines.foreachRDD(async (rdd) => void (await rdd.collect()).map((l) => l.trim()))

// State has the type that the function says.
const sum = StateSpec.function((key: string, value: number | undefined, state: State<number>) => {
  state.update((state.getOption() ?? 0) + (value ?? 0))
  // @ts-expect-error
  state.update('one')
  return `${key}: ${state.get()}`
})
const mapped = ages.mapWithState(sum.timeout(minutes(1)).numPartitions(4))
is<typeof mapped extends DStream<infer T> ? T : never, string>(true)
const snapshots = mapped.stateSnapshots()
is<typeof snapshots, DStream<[string, number]>>(true)
// @ts-expect-error the spec is about numbers
lines.map((l) => [l, l] as const).mapWithState(sum)
// @ts-expect-error
ages.mapWithState((_key: string, value: number) => value)
const updated = ages.updateStateByKey((values, n: number | undefined) => values.length + (n ?? 0))
is<typeof updated, DStream<[string, number]>>(true)

// Levels and partitioners are what they are, not their names.
lines.persist(StorageLevel.MEMORY_AND_DISK)
// @ts-expect-error
lines.persist('MEMORY_ONLY')
ages.reduceByKey((a, b) => a + b, new HashPartitioner(2))
// @ts-expect-error
ages.reduceByKey((a, b) => a + b, '2')

// Operators that say what they do, and totals.
const rows = lines.csv({ columns: { name: 'text', n: 'number' } })
is<typeof rows, DStream<{ name: string; n: number }>>(true)
const projected = lines.json({ fields: ['id'] })
is<typeof projected, DStream<{ id: any }>>(true)
const tops = lines
  .words()
  .countByValue()
  .top(3, { key: ([, count]) => count })
is<typeof tops, DStream<[string, number]>>(true)
const means = rows.map(({ n }) => n).avgByWindow('2s')
is<typeof means, DStream<number>>(true)
const longest = lines.maxByWindow('2s', '1s', { key: (line) => line.length })
is<typeof longest, DStream<string>>(true)
// @ts-expect-error only numbers have a sum
lines.sum()
// @ts-expect-error only text has words
numbers.words()
