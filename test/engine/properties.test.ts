import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import fc from 'fast-check'
import type { RDD, SparkContext } from '../../src/index.ts'
import { holds } from '../streaming/seeded.ts'
import { all, groups, type Model, OPERATIONS, type Operation, type Pair } from './model.ts'
import { spark } from './spark.ts'

const FILE = 'test/engine/properties.test.ts'

const KEYS = [
  0,
  1,
  2,
  'a',
  '',
  '__proto__',
  'constructor',
  [1, 'x'],
  { b: 1, a: [] },
  Number.NaN,
  null,
  new Date(7),
  5n,
]

const partsArbitrary: fc.Arbitrary<Pair[][]> = fc.array(
  fc.array(fc.tuple(fc.constantFrom(...KEYS), fc.integer({ min: 0, max: 20 })), { maxLength: 6 }),
  { minLength: 1, maxLength: 4 },
)

/** Operators by number, so that a failing program is short to read. */
const programArbitrary = fc.array(fc.constantFrom(...OPERATIONS), { maxLength: 6 })

/** Each list is a partition. */
const sourceOf = (sc: SparkContext, parts: readonly Pair[][]): RDD<Pair> =>
  sc.parallelize(parts, parts.length).flatMap((records) => records.slice())

/** Run a program on both sides; operators that need an order which is not promised are left out. */
function build(
  program: readonly Operation[],
  rdd: RDD<Pair>,
  model: Model,
  other: [RDD<Pair>, Model],
): [RDD<Pair>, Model] {
  return program.reduce<[RDD<Pair>, Model]>(
    ([made, known], { onRdd, onModel, ordered }) =>
      ordered && !known.exact ? [made, known] : [onRdd(made, other[0]), onModel(known, other[1])],
    [rdd, model],
  )
}

/** Records in an order that depends on nothing but them. */
const bag = (records: Iterable<unknown>): string[] =>
  [...records].map((record) => inspect(record, { depth: 9, sorted: true })).sort()

const sum = (records: readonly Pair[]): number => records.reduce((a, [, n]) => a + n, 0)

/** What every action must answer. */
async function agree(rdd: RDD<Pair>, model: Model): Promise<void> {
  const records = all(model)
  const collected = await rdd.collect()
  assert.deepEqual(bag(collected), bag(records))
  if (model.exact) {
    assert.deepEqual(collected, records)
    assert.deepEqual(await rdd.glom().collect(), model.parts)
    assert.deepEqual(await rdd.take(3), records.slice(0, 3))
  }
  assert.equal(await rdd.count(), records.length)
  assert.equal(await rdd.isEmpty(), records.length === 0)
  assert.equal(await rdd.values().sum(), sum(records))
  assert.equal((await rdd.take(2)).length, Math.min(2, records.length))
  const byValue = (a: Pair, b: Pair): number => a[1] - b[1]
  const values = (pairs: readonly Pair[]): number[] => pairs.map(([, n]) => n)
  assert.deepEqual(values(await rdd.takeOrdered(3, byValue)), values(records.toSorted(byValue).slice(0, 3)))
  assert.deepEqual(bag(await rdd.countByKey()), bag(groups(records).map(([key, list]) => [key, list.length])))
  assert.equal(
    await rdd.aggregate(
      1,
      (a, [, n]) => a + n,
      (a, b) => a + b,
    ),
    sum(records) + 1 + rdd.getNumPartitions(),
  )
  const [first] = records
  if (first !== undefined) assert.deepEqual((await rdd.lookup(first[0])).sort(), groups(records)[0]?.[1].toSorted())
}

const SETTINGS = {
  'as it is': {},
  'with next to no memory': { 'spark.memory.storage': '200b' },
  'without generated code': { 'millstream.codegen': false },
} as const

for (const [name, settings] of Object.entries(SETTINGS))
  test(`random programs of RDDs agree with lists, ${name}`, async (t) => {
    const property = fc.asyncProperty(
      partsArbitrary,
      partsArbitrary,
      programArbitrary,
      programArbitrary,
      async (parts, otherParts, program, otherProgram) => {
        await using s = spark(settings)
        s.sc.setCheckpointDir('/checkpoints')
        const source = (lists: Pair[][]): [RDD<Pair>, Model] => [sourceOf(s.sc, lists), { parts: lists, exact: true }]
        const third = source(otherParts)
        const other = build(otherProgram.slice(0, 2), ...third, source(parts))
        const [rdd, model] = build(program, ...source(parts), other)
        await agree(rdd, model)
        // What was kept by the first actions must hold the same.
        assert.deepEqual(bag(await rdd.collect()), bag(all(model)))
      },
    )
    await holds(t, FILE, property, 300)
  })

test('random programs whose functions fail now and then agree with lists', async (t) => {
  const property = fc.asyncProperty(
    partsArbitrary,
    programArbitrary,
    programArbitrary,
    fc.array(fc.nat(30), { maxLength: 3 }),
    async (parts, program, rest, failures) => {
      await using s = spark()
      s.sc.setCheckpointDir('/checkpoints')
      const left = new Set(failures)
      let calls = 0
      const flaky = (rdd: RDD<Pair>): RDD<Pair> =>
        rdd.map((record) => {
          if (left.delete(calls++)) throw new Error('failed on purpose')
          return record
        })
      const model: Model = { parts, exact: true }
      const other: [RDD<Pair>, Model] = [flaky(sourceOf(s.sc, parts)), model]
      const [middle, known] = build(program, flaky(sourceOf(s.sc, parts)), model, other)
      const [rdd, expected] = build(rest.slice(0, 2), flaky(middle), known, other)
      assert.deepEqual(bag(await rdd.collect()), bag(all(expected)))
    },
  )
  await holds(t, FILE, property, 300)
})
