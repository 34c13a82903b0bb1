import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { HOSTILE } from '../../../test/engine/hostile-lines.ts'
import { spark } from '../../../test/engine/spark.ts'
import { csvParser } from '../../rdd/declared/csv.ts'
import { field } from '../../rdd/declared/field.ts'
import { jsonParser } from '../../rdd/declared/json.ts'
import { declared, type Meaning, meaningOf } from '../../rdd/declared/meaning.ts'
import { skipping } from '../../rdd/declared/skipping.ts'
import { tuple } from '../../rdd/declared/tuple.ts'
import type { RDD } from '../../rdd/rdd.ts'
import { takeColumns } from './column-tables.ts'

type As = <F extends (...values: any[]) => any>(f: F) => F

/** The same function without a meaning. */
const opaque: As = ((f: (...values: any[]) => any) =>
  (...values: any[]) => {
    const answer = f(...values)
    return answer
  }) as As

const NAMES = ['a', 'b', 't', 'x']
const READERS: Readonly<Record<string, (lines: RDD<string>, as: As) => RDD<any>>> = {
  json: (lines, as) => lines.map(as(jsonParser({ fields: NAMES }))),
  'json with odd names': (lines, as) =>
    lines.map(as(jsonParser({ fields: [...NAMES, '__proto__', 'é', '', 'constructor'] }))),
  'json that skips': (lines, as) => lines.flatMap(as(skipping(jsonParser({ fields: NAMES })))),
  csv: (lines, as) => lines.map(as(csvParser({ columns: ['a', 'b', 't', 'x'] }))),
  'csv that skips': (lines, as) =>
    lines.flatMap(as(skipping(csvParser({ columns: { a: 'text', b: 'text', t: 'text', x: 'number' } })))),
}

const TABLE = new Map<unknown, unknown>([
  ['view', 'seen'],
  ['k1', 'one'],
  ['k2', 'two'],
  [7, 'seven'],
  ['click', 'seen'],
  [null, ['seen']],
  // Equal to the one before by value.
  [true, ['seen']],
])

/** A table that does not want to be asked for some things. */
const SHY = {
  has: (key: unknown): boolean => key !== 'click' || assert.fail('not this one'),
  get: (key: unknown): unknown => (key === 'view' ? () => 'no key' : key),
}

const LATER = { has: () => true, get: () => Promise.resolve(1) }

const CHAINS: Readonly<Record<string, (rows: RDD<any>, as: As) => Promise<any>>> = {
  rows: (rows) => rows.collect(),
  'some rows': (rows, as) =>
    rows
      .filter(as(field('t').equals('view')))
      .filter(as(field('x').atLeast(1)))
      .collect(),
  'the number of rows': (rows, as) => rows.filter(as(field('b').below(20_000))).count(),
  'rows equal to what is no text': async (rows, as) => [
    await rows.filter(as(field('x').equals(1))).count(),
    await rows.filter(as(field('x').equals(null))).count(),
    await rows.filter(as(field('t').equals(true))).count(),
    await rows.filter(as(field('a').equals('\ufffd'))).count(),
  ],
  'a field': (rows, as) => rows.map(as(field('a'))).collect(),
  'a field, then a function': (rows, as) =>
    rows
      .filter(as(field('a').isIn(TABLE)))
      .map(as(tuple(field('a'), field('x'))))
      .map((pair: any) => JSON.stringify(pair))
      .collect(),
  'values counted': (rows, as) => rows.map(as(field('t'))).countByValue(),
  'keys counted': (rows, as) => rows.map(as(tuple(field('t').lookup(TABLE), field('x')))).countByKey(),
  'windows counted': (rows, as) =>
    rows
      .filter(as(field('t').isIn(TABLE)))
      .map(as(tuple(field('t').lookup(TABLE, 'none'), field('b').windowStart('10s'))))
      .countByValue(),
  'windows counted by key': (rows, as) =>
    rows
      .map(as(tuple(field('a'), field('b').windowStart('10s'), field('t'))))
      .map(as((key: any) => [key, 1] as const))
      .reduceByKey(as((a: number, b: number) => a + b))
      .collect(),
  'numbers added': (rows, as) =>
    rows
      .map(as(tuple(field('t'), field('x'))))
      .reduceByKey(as((a: any, b: any) => a + b))
      .collect(),
  'numbers added under lists': (rows, as) =>
    rows
      .filter(as(field('x').atLeast(-5)))
      .map(as(tuple(tuple<any, unknown, unknown>(field('t').lookup(TABLE), field('b')), field('x'))))
      .reduceByKey(as((a: any, b: any) => a + b))
      .collect(),
  'two RDDs in one sink': (rows, as) =>
    rows
      .map(as(tuple(field('t'), field('x'))))
      .union(rows.map((row) => [row.t, row.x]))
      .coalesce(1)
      .reduceByKey(as((a: any, b: any) => a + b))
      .collect(),
  'a predicate that throws': (rows, as) => rows.filter(as(field('t').isIn(SHY))).count(),
  'values that are no keys': (rows, as) => rows.map(as(field('t').lookup(SHY))).countByValue(),
  'a table of promises': (rows, as) => rows.map(as(field('t').lookup(LATER))).collect(),
  'a table of promises, counted': (rows, as) => rows.map(as(field('t').lookup(LATER))).countByValue(),
  'the first ones': (rows, as) => rows.filter(as(field('t').equals('view'))).take(3),
}

/** What comes of it, or the message of the error. */
async function outcome(run: () => Promise<any>): Promise<unknown> {
  try {
    const all = await run()
    return { is: Array.isArray(all) || typeof all === 'number' ? all : [...all] }
  } catch (error) {
    return { error: (error as Error).message }
  }
}

/** Of functions the first answer is looked at, if the first line has one; of columns the first that there is. */
const isDecided = (reader: string, name: string): boolean => !(reader.endsWith('skips') && name.includes('promises'))

for (const [reader, read] of Object.entries(READERS))
  for (const [name, chain] of Object.entries(CHAINS).filter(([name]) => isDecided(reader, name)))
    test(`${reader}: ${name}: the same on bytes and by functions that say nothing`, async () => {
      await using s = spark({ 'spark.task.maxFailures': '1' })
      const texts = reader.startsWith('json') ? HOSTILE.json : HOSTILE.csv
      const property = fc.asyncProperty(texts, fc.integer({ min: 1, max: 2 }), async (text, n) => {
        s.files.write('/t/text', text)
        const lines = s.sc.textFile('/t/text', n)
        const both = async (as: As): Promise<unknown> => outcome(() => chain(read(lines, as), as))
        assert.deepEqual(await both((f) => f), await both(opaque))
      })
      await fc.assert(property, { numRuns: 50 })
    })

const COLUMNS = fc
  .array(
    fc.record({
      a: fc.constantFrom('k1', 'k2', '', '__proto__', '\ud83d'),
      b: fc.constantFrom(10_500, 19_999, -0, -1, 20_000, Number.NaN, 1e300),
      t: fc.constantFrom('view', 'click', '7', 'é'),
      x: fc.oneof(fc.constantFrom(0, -0, 1, 7, Number.NaN, Number.POSITIVE_INFINITY), fc.double()),
    }),
    { minLength: 1, maxLength: 30 },
  )
  .map((rows) => {
    const texts = [...new Set(rows.map(({ t }) => t)), 'view']
    return {
      a: rows.map(({ a }) => a),
      b: Float64Array.from(rows, ({ b }) => b),
      t: { texts, ids: Uint16Array.from(rows, ({ t }) => texts.indexOf(t)) },
      x: rows.map(({ x }) => x),
    }
  })

for (const [name, chain] of Object.entries(CHAINS))
  test(`columns: ${name}: the same on columns and by functions that say nothing`, async () => {
    await using s = spark({ 'spark.task.maxFailures': '1' })
    const property = fc.asyncProperty(COLUMNS, fc.integer({ min: 1, max: 3 }), async (columns, n) => {
      const both = async (as: As): Promise<unknown> => outcome(() => chain(s.sc.columns(columns, n), as))
      assert.deepEqual(await both((f) => f), await both(opaque))
    })
    await fc.assert(property, { numRuns: 50 })
  })

/** Functions that say what they do, and do not do it when they are called. */
const uncalled = (f: (...values: any[]) => any): ((value: any) => any) => {
  const meaning = meaningOf(f)
  return declared(() => assert.fail(`${meaning?.kind} was called`), meaning as Meaning)
}

const options = { skip: takeColumns() === undefined && 'columns.wasm is not built' }
const EVENTS = 20_000
const event = (i: number): string =>
  `{"a": "k${i % 7}", "t": "${i % 3 === 0 ? 'view' : 'click'}", "b": "${i * 10}", "x": ${i / 8}}`

/** The same in plain loops. */
function byHand(): [unknown, number][] {
  const sums = new Map<string, number>()
  for (let i = 0; i < EVENTS; i += 3) {
    const key = JSON.stringify([`k${i % 7}`, Math.floor((i * 10) / 100_000) * 100_000])
    sums.set(key, (sums.get(key) ?? 0) + i / 8)
  }
  return [...sums].map(([key, sum]) => [JSON.parse(key), sum])
}

test('no function is called for lines that are as they should be', options, async () => {
  await using s = spark()
  s.files.write('/t/text', Array.from({ length: EVENTS }, (_, i) => event(i)).join('\n'))
  const views = s.sc
    .textFile('/t/text', 1)
    .map(uncalled(jsonParser({ fields: NAMES })))
    .filter(uncalled(field('t').equals('view')))
  const key = tuple<any, unknown, unknown>(field('a'), field('b').windowStart(100_000))
  assert.equal(await views.count(), Math.ceil(EVENTS / 3))
  assert.deepEqual(
    await views
      .map(uncalled(tuple(key, field('x'))))
      .reduceByKey((a: number, b: number) => a + b, 1)
      .collect(),
    byHand(),
  )
  assert.deepEqual([...(await views.map(uncalled(field('t'))).countByValue())], [['view', Math.ceil(EVENTS / 3)]])
})

test('no function is called for columns, and no record is made', async () => {
  await using s = spark()
  const i = Array.from({ length: EVENTS }, (_, i) => i)
  const events = s.sc.columns(
    {
      a: i.map((n) => `k${n % 7}`),
      t: { texts: ['view', 'click'], ids: Uint8Array.from(i, (n) => Math.min(1, n % 3)) },
      b: Float64Array.from(i, (n) => n * 10),
      x: i.map((n) => n / 8),
    },
    1,
  )
  const key = tuple<any, unknown, unknown>(field('a'), field('b').windowStart(100_000))
  assert.deepEqual(
    await events
      .filter(uncalled(field('t').equals('view')))
      .map(uncalled(tuple(key, field('x'))))
      .reduceByKey((a: number, b: number) => a + b, 1)
      .collect(),
    byHand(),
  )
})

test('keys of bytes that are no text are counted with the text that they become', async () => {
  await using s = spark()
  const line = (byte: number) => Buffer.concat([Buffer.from('{"a":"'), Buffer.of(byte), Buffer.from('"}\n')])
  s.files.write('/t/text', Buffer.concat([line(0xff), line(0xfe), Buffer.from('{"a":"\ufffd"}')]))
  const rows = s.sc.textFile('/t/text', 1).json({ fields: ['a'] })
  assert.deepEqual([...(await rows.map(field('a')).countByValue())], [['\ufffd', 3]])
  assert.equal(await rows.filter(field('a').equals('\ufffd')).count(), 3)
})

const SPECIAL: Readonly<Record<string, (i: number) => string>> = {
  'each line has a key of its own': (i) => `{"a": "k${i}", "b": "1", "t": "view", "x": ${i}}`,
  'each line is left in doubt': (i) => `{"a": "k\\n${i % 3}", "b": "1", "t": "view", "x": ${i / 8}}`,
}

for (const [title, line] of Object.entries(SPECIAL))
  test(`${title}: functions take over, with the same results`, async () => {
    await using s = spark()
    s.files.write('/t/text', Array.from({ length: EVENTS }, (_, i) => line(i)).join('\n'))
    const lines = s.sc.textFile('/t/text', 1)
    const sums = (as: As): Promise<unknown> =>
      lines
        .map(as(jsonParser({ fields: NAMES })) as (text: string) => any)
        .map(as(tuple(field('a'), field('x'))))
        .reduceByKey(
          as((a: number, b: number) => a + b),
          1,
        )
        .collect()
    assert.deepEqual(await sums((f) => f), await sums(opaque))
  })
