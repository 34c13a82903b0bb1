/** What must and must not type-check. Compiled by `npm test`, never run. */
import { type DStream, type RDD, SparkContext, StreamingContext, seconds } from '../../src/index.ts'
import { is } from './same.ts'

const sc = new SparkContext('local', 'types')
const ssc = new StreamingContext(sc, seconds(1))
const lines = ssc.socketTextStream('localhost', 9999)
is<typeof lines, DStream<string>>(true)

// A chain of twenty operators keeps exact types.
const twenty = lines
  .map((l) => l.trim())
  .filter((l) => l.length > 0)
  .flatMap((l) => l.split(' '))
  .map((w) => w.toLowerCase())
  .filter((w) => w !== 'the')
  .map((w) => ({ word: w, length: w.length }))
  .filter((r) => r.length > 2)
  .map((r) => [r.word, r.length] as const)
  .mapValues((n) => n * 2)
  .reduceByKey((a, b) => a + b)
  .mapValues((n) => `${n}`)
  .flatMapValues((s) => [s, s])
  .map(([k, v]) => [v, k] as const)
  .groupByKey()
  .mapValues((words) => [...words].length)
  .map(([k, n]) => ({ k, n }))
  .filter((r) => r.n > 0)
  .map((r) => [r.n, r.k] as const)
  .window(seconds(10))
  .reduceByKey((a, b) => (a.length < b.length ? a : b))
is<typeof twenty, DStream<[number, string]>>(true)

// Joins name both sides, and the side that may be absent.
const ages: DStream<readonly [string, number]> = lines.map((l) => [l, 1] as const)
const towns: DStream<readonly [string, Date]> = lines.map((l) => [l, new Date(0)] as const)
is<ReturnType<typeof joined>, DStream<[string, [number, Date]]>>(true)
const joined = () => ages.join(towns)
is<ReturnType<typeof left>, DStream<[string, [number, Date | undefined]]>>(true)
const left = () => ages.leftOuterJoin(towns)

// A stream of something is a stream of anything wider.
const wider: DStream<string | number> = lines
const widerPairs: DStream<readonly [string, unknown]> = ages
void [wider, widerPairs]

// Pair operations exist only on pairs.
// @ts-expect-error strings are not pairs
lines.reduceByKey((a, _b) => a)
// @ts-expect-error numbers are not pairs
sc.range(10).join(sc.range(10))

// Functions see the element, not any.
// @ts-expect-error a string has no such method
lines.map((l) => l.toFixed())

const numbers = sc.parallelize([1, 2, 3])
is<typeof numbers, RDD<number>>(true)
const total: Promise<number> = numbers.sum()
void total
// @ts-expect-error only numbers have a sum
sc.parallelize(['a']).sum()

const counted = lines.countByValueAndWindow(seconds(30), seconds(10))
is<typeof counted, DStream<[string, number]>>(true)
