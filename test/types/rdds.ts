/** What must and must not type-check when RDDs are used. Compiled by `npm test`, never run. */
import { contains, field, type KeyMap, type RDD, SparkContext, tuple } from '../../src/index.ts'
import { is, type Same } from './same.ts'

const typeOf = <R>(_value: R): { is: <E>(same: Same<R, E>) => void } => ({ is })

const sc = new SparkContext('local')
const lines = sc.parallelize(['to be or not to be'])
const words = lines.flatMap((line) => line.split(' '))
typeOf(words).is<RDD<string>>(true)

// Pairs in every way in which they are written.
const constant = words.map((w) => [w, 1] as const)
const annotated = words.map((w): [string, number] => [w, 1])
typeOf(constant.reduceByKey((a, b) => a + b)).is<RDD<[string, number]>>(true)
typeOf(annotated.reduceByKey((a, b) => a + b)).is<RDD<[string, number]>>(true)
typeOf(constant.foldByKey(0, (a, b) => a + b)).is<RDD<[string, number]>>(true)
typeOf(words.keyBy((w) => w.length).groupByKey()).is<RDD<[number, string[]]>>(true)
typeOf(words.groupBy((w) => w[0])).is<RDD<[string | undefined, string[]]>>(true)
typeOf(annotated.mapValues((n) => n > 1)).is<RDD<[string, boolean]>>(true)
typeOf(annotated.flatMapValues((n) => [n, String(n)])).is<RDD<[string, string | number]>>(true)
typeOf(annotated.keys()).is<RDD<string>>(true)
typeOf(annotated.sortByKey(false, 2, (a, b) => a.length - b.length)).is<RDD<[string, number]>>(true)

// Values of a union type keep it.
type Light = 'red' | 'green'
typeOf(words.map((w): [string, Light] => [w, 'red']).reduceByKey((_, b) => b)).is<RDD<[string, Light]>>(true)
typeOf(words.map((w): [string, boolean] => [w, true]).reduceByKey((a, b) => a && b)).is<RDD<[string, boolean]>>(true)

// Joins.
const flags = words.map((w): [string, boolean] => [w, true])
typeOf(annotated.join(flags)).is<RDD<[string, [number, boolean]]>>(true)
typeOf(annotated.leftOuterJoin(flags)).is<RDD<[string, [number, boolean | undefined]]>>(true)
typeOf(annotated.fullOuterJoin(flags)).is<RDD<[string, [number | undefined, boolean | undefined]]>>(true)
typeOf(annotated.cogroup(flags, annotated, 4)).is<RDD<[string, [number[], boolean[], number[]]]>>(true)

// Sums of other types.
typeOf(
  annotated.aggregateByKey(
    [] as number[],
    (list, n) => [...list, n],
    (a, b) => [...a, ...b],
  ),
).is<RDD<[string, number[]]>>(true)
typeOf(
  annotated.combineByKey(
    (n) => ({ n }),
    (c, n) => ({ n: c.n + n }),
    (a, b) => ({ n: a.n + b.n }),
  ),
).is<RDD<[string, { n: number }]>>(true)

// Actions.
typeOf(words.collect()).is<Promise<string[]>>(true)
typeOf(words.countByValue()).is<Promise<KeyMap<string, number>>>(true)
typeOf(annotated.collectAsMap()).is<Promise<KeyMap<string, number>>>(true)
typeOf(constant.reduceByKeyLocally((a, b) => a + b)).is<Promise<KeyMap<string, number>>>(true)
typeOf(
  words
    .map((w) => w.length)
    .stats()
    .then((s) => s.mean),
).is<Promise<number>>(true)
typeOf(
  words.aggregate(
    0,
    (sum, w) => sum + w.length,
    (a, b) => a + b,
  ),
).is<Promise<number>>(true)
typeOf(sc.range(3).histogram(2)).is<Promise<[edges: number[], counts: number[]]>>(true)
typeOf(sc.range(3).histogram([1, 2])).is<Promise<number[]>>(true)

// A filter narrows.
typeOf(sc.parallelize([1, undefined]).filter((x) => x !== undefined)).is<RDD<number>>(true)
typeOf(sc.parallelize([1]).union(words)).is<RDD<string | number>>(true)
typeOf(words.zipPartitions(sc.range(2), (a, b) => [[...a, ...b]])).is<RDD<(string | number)[]>>(true)

// Twenty operators in a row.
const long = words
  .map((w) => w.trim())
  .filter((w) => w !== '')
  .keyBy((w) => w[0] ?? '')
  .mapValues((w) => w.length)
  .reduceByKey((a, b) => a + b)
  .sortByKey()
  .map(([letter, n]) => ({ letter, n }))
  .sortBy((x) => x.n, false)
  .zipWithIndex()
  .map(([x, rank]) => [x.letter, rank] as const)
  .groupByKey()
  .flatMapValues((ranks) => ranks)
  .distinct()
  .partitionBy(4)
  .mapPartitions((pairs) => pairs, true)
  .join(annotated)
  .mapValues(([rank, n]) => rank + n)
  .leftOuterJoin(flags)
  .filter(([, [, flag]]) => flag === true)
  .map(([letter, [sum, flag]]) => ({ letter, sum, flag }))
typeOf(long).is<RDD<{ letter: string; sum: number; flag: boolean | undefined }>>(true)

// Functions that are generic themselves.
export const totals = <K, V>(rdd: RDD<readonly [K, V]>, add: (a: V, b: V) => V): RDD<[K, V]> => rdd.reduceByKey(add)
export const sizes = <K, V>(rdd: RDD<[K, V[]]>): RDD<[K, number]> => rdd.mapValues((values) => values.length)

// An RDD is covariant: pairs that may not be written to take pairs that may.
export const readable: RDD<readonly [string, number]> = annotated

// @ts-expect-error words are no pairs
words.reduceByKey((a) => a)
// @ts-expect-error the values are numbers, not strings
annotated.reduceByKey((a: string, b: string) => a + b)
// @ts-expect-error words are no numbers
words.sum()
// @ts-expect-error the keys of the two sides differ
annotated.join(sc.parallelize<[number, number]>([]))
// @ts-expect-error a key of the RDD is a string
annotated.lookup(1)
// @ts-expect-error a flatMap answers something to iterate
words.flatMap((w) => w.length)
// @ts-expect-error the ordering is of strings
words.max((a: number, b: number) => a - b)

// Operators that say what they do.
typeOf(lines.words()).is<RDD<string>>(true)
typeOf(lines.filter(contains('be'))).is<RDD<string>>(true)
typeOf(lines.json()).is<RDD<any>>(true)
typeOf(lines.json<{ id: number }>()).is<RDD<{ id: number }>>(true)
typeOf(lines.json({ fields: ['id', 'city'] })).is<RDD<{ id: any; city: any }>>(true)
typeOf(lines.json<{ id: number }>({ fields: ['id'] })).is<RDD<{ id: number }>>(true)
typeOf(lines.csv({ columns: ['a', 'b'] })).is<RDD<{ a: string; b: string }>>(true)
typeOf(lines.csv({ columns: { a: 'text', b: 'number' } })).is<RDD<{ a: string; b: number }>>(true)
// @ts-expect-error not a field
lines.json<{ id: number }>({ fields: ['di'] })
// @ts-expect-error not a type of columns
lines.csv({ columns: { a: 'date' } })
// @ts-expect-error numbers have no words
sc.parallelize([1]).words()

// Functions of a field know its type from the records they are given to.
const events = lines.json({ fields: ['ad', 'type', 'at'] })
const campaigns = new Map([['ad', 'campaign']])
const readings = lines.csv({ columns: { city: 'text', north: 'number' } })
typeOf(readings.map(field('north'))).is<RDD<number>>(true)
typeOf(readings.filter(field('city').equals('Oslo')).map(field('city'))).is<RDD<string>>(true)
typeOf(readings.map(tuple(field('city'), field('north'))).reduceByKey((a, b) => a + b)).is<RDD<[string, number]>>(true)
typeOf(
  events
    .filter(field('type').equals('view'))
    .filter(field('ad').isIn(campaigns))
    .map(tuple(field('ad').lookup(campaigns), field('at').windowStart('10s')))
    .countByValue(),
).is<Promise<KeyMap<[string | undefined, number], number>>>(true)
typeOf(events.map(field('ad').lookup(campaigns, 'none'))).is<RDD<string>>(true)
typeOf(readings.map(tuple(field('city'), (row) => row.north > 50))).is<RDD<[string, boolean]>>(true)
// @ts-expect-error there is no such field
readings.filter(field('town').equals('Oslo'))

// Columns have the types of their arrays.
const columns = sc.columns({
  city: { texts: ['Oslo'], ids: Uint8Array.of(0) },
  name: ['a'],
  degrees: [1.5],
  day: Int32Array.of(1),
})
typeOf(columns).is<RDD<{ city: string; name: string; degrees: number; day: number }>>(true)
