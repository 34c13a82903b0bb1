import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { type DStream, type RDD, SparkContext, StateSpec } from '../../src/index.ts'
import { testStream } from '../../src/testing/index.ts'

/** Names that every object of JavaScript has: in a table that is an object they would be found before they are put in. */
const WORDS = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '__proto__']
const KINDS = ['__proto__', 'constructor', 'hasOwnProperty', 'toString']
const COUNTS = KINDS.map((word) => [word, word === '__proto__' ? 2 : 1])
const GROUPS = KINDS.map((word) => [word, word === '__proto__' ? [1, 1] : [1]])

const sum = (a: number, b: number): number => a + b
const less = (a: number, b: number): number => a - b
const sorted = (records: Iterable<unknown>): unknown[] => [...records].sort((a, b) => (String(a) < String(b) ? -1 : 1))

type Pairs = RDD<readonly [string, number]>

const rdds: readonly (readonly [
  name: string,
  program: (words: RDD<string>, pairs: Pairs) => unknown,
  out: unknown[],
])[] = [
  ['countByValue', async (words) => [...(await words.countByValue())], COUNTS],
  ['countByKey', async (_, pairs) => [...(await pairs.countByKey())], COUNTS],
  ['collectAsMap', async (_, pairs) => [...(await pairs.collectAsMap())], KINDS.map((word) => [word, 1])],
  ['reduceByKeyLocally', async (_, pairs) => [...(await pairs.reduceByKeyLocally(sum))], COUNTS],
  ['reduceByKey', (_, pairs) => pairs.reduceByKey(sum).collect(), COUNTS],
  ['foldByKey', (_, pairs) => pairs.foldByKey(0, sum).collect(), COUNTS],
  ['aggregateByKey', (_, pairs) => pairs.aggregateByKey(0, sum, sum).collect(), COUNTS],
  ['combineByKey', (_, pairs) => pairs.combineByKey((n) => n, sum, sum).collect(), COUNTS],
  ['groupByKey', (_, pairs) => pairs.groupByKey().collect(), GROUPS],
  [
    'groupBy',
    (words) =>
      words
        .groupBy((word) => word)
        .mapValues((group) => [...group].length)
        .collect(),
    COUNTS,
  ],
  ['distinct', (words) => words.distinct().collect(), KINDS],
  ['intersection', (words) => words.intersection(words).collect(), KINDS],
  ['subtract', (words) => words.subtract(words.filter((word) => word === '__proto__')).collect(), KINDS.slice(1)],
  [
    'subtractByKey',
    (_, pairs) => pairs.subtractByKey(pairs.filter(([word]) => word !== 'toString')).collect(),
    [['toString', 1]],
  ],
  ['join', (_, pairs) => pairs.distinct().join(pairs.distinct()).collect(), KINDS.map((word) => [word, [1, 1]])],
  [
    'cogroup',
    (_, pairs) => pairs.distinct().cogroup(pairs.distinct()).collect(),
    KINDS.map((word) => [word, [[1], [1]]]),
  ],
  [
    'leftOuterJoin',
    (_, pairs) =>
      pairs
        .distinct()
        .leftOuterJoin(pairs.filter(() => false))
        .collect(),
    KINDS.map((word) => [word, [1, undefined]]),
  ],
  ['lookup', (_, pairs) => pairs.lookup('__proto__'), [1, 1]],
  ['partitionBy', (_, pairs) => pairs.partitionBy(3).keys().distinct().collect(), KINDS],
  ['sortByKey', (_, pairs) => pairs.sortByKey().keys().collect(), ['__proto__', ...KINDS]],
  [
    'sampleByKey',
    (_, pairs) => pairs.sampleByKey(false, [['__proto__', 1]]).collect(),
    [
      ['__proto__', 1],
      ['__proto__', 1],
    ],
  ],
]

for (const [name, program, out] of rdds)
  test(`${name} of words that every object has`, async () => {
    await using sc = new SparkContext('local[2]')
    const words = sc.parallelize(WORDS, 2)
    assert.deepEqual(
      sorted(
        (await program(
          words,
          words.map((word) => [word, 1] as const),
        )) as unknown[],
      ),
      sorted(out),
    )
  })

type Words = DStream<string>
const pairsOf = (words: Words): DStream<readonly [string, number]> => words.map((word) => [word, 1] as const)

const streams: readonly (readonly [name: string, build: (words: Words) => DStream<any>, out: unknown[]])[] = [
  ['countByValue', (words) => words.countByValue(), COUNTS],
  ['countByValueAndWindow', (words) => words.countByValueAndWindow('2s', '1s'), COUNTS],
  ['reduceByKey', (words) => pairsOf(words).reduceByKey(sum), COUNTS],
  ['groupByKey', (words) => pairsOf(words).groupByKey(), GROUPS],
  ['combineByKey', (words) => pairsOf(words).combineByKey((n) => n, sum, sum), COUNTS],
  ['groupByKeyAndWindow', (words) => pairsOf(words).groupByKeyAndWindow('2s'), GROUPS],
  ['reduceByKeyAndWindow', (words) => pairsOf(words).reduceByKeyAndWindow(sum, '2s'), COUNTS],
  ['reduceByKeyAndWindow with inverse', (words) => pairsOf(words).reduceByKeyAndWindow(sum, less, '2s', '1s'), COUNTS],
  [
    'updateStateByKey',
    (words) => pairsOf(words).updateStateByKey((values, state: number | undefined) => values.reduce(sum, state ?? 0)),
    COUNTS,
  ],
  [
    'mapWithState',
    (words) =>
      pairsOf(words)
        .mapWithState(
          StateSpec.function((_word: string, n: number | undefined, state: any) =>
            state.update((state.getOption() ?? 0) + n),
          ),
        )
        .stateSnapshots(),
    COUNTS,
  ],
  [
    'join',
    (words) =>
      pairsOf(words)
        .join(pairsOf(words).reduceByKey(sum))
        .mapValues(([, n]) => n)
        .transform((rdd) => rdd.distinct()),
    COUNTS,
  ],
  [
    'cogroup',
    (words) =>
      pairsOf(words)
        .cogroup(pairsOf(words))
        .mapValues(([all]) => all.length),
    COUNTS,
  ],
  ['partitionBy', (words) => pairsOf(words).partitionBy(3).reduceByKey(sum), COUNTS],
]

for (const [name, build, out] of streams)
  test(`a stream's ${name} of words that every object has`, async () => {
    const { batches } = await testStream([WORDS]).through(build).run()
    assert.deepEqual(sorted(batches[0] ?? []), sorted(out))
  })

test('an object with the name as its own key is a key and a record as any other', async () => {
  await using sc = new SparkContext('local[2]')
  const made = (): object => JSON.parse('{"__proto__":{"isAdmin":true},"n":1}')
  const counts = [...(await sc.parallelize([made(), made()]).countByValue())]
  assert.equal(counts.length, 1)
  const [key, count] = counts[0] as [object, number]
  assert.equal(count, 2)
  assert.deepEqual(Object.getOwnPropertyNames(key), ['__proto__', 'n'])
  assert.equal(Object.getPrototypeOf(key), Object.prototype)
})

const BUILT_IN = Object.getOwnPropertyNames(Object.prototype).join()

afterEach(() => {
  assert.equal(
    Object.getOwnPropertyNames(Object.prototype).join(),
    BUILT_IN,
    'the prototype of all objects is as it was',
  )
  assert.equal(({} as { isAdmin?: boolean }).isAdmin, undefined)
})
