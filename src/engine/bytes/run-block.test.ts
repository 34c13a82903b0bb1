import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { spark } from '../../../test/engine/spark.ts'
import { TextBlock } from '../../kernel/bytes/text-block.ts'
import { KeyMap } from '../../kernel/key-map.ts'
import { Site } from '../../kernel/site.ts'
import { contains } from '../../rdd/declared/contains.ts'
import { countRecords } from '../../rdd/declared/counted.ts'
import { pairWithOne } from '../../rdd/declared/counting.ts'
import { declared } from '../../rdd/declared/meaning.ts'
import type { Step } from '../../rdd/node.ts'
import type { RDD } from '../../rdd/rdd.ts'
import { TaskContext } from '../../rdd/task-context.ts'
import { Gathered, type SinkOp } from '../compile/op.ts'
import { Line } from '../inputs/line.ts'
import { runBlock } from './run-block.ts'

const site = Site.here('test')
const placed = <F>(call: F) => ({ call, address: { scope: 'test', index: 0 }, site })

function run(
  text: string,
  steps: readonly (readonly [Step['kind'], (value: any) => any])[],
  ops: readonly SinkOp[] = ['collect'],
  functions: readonly ((...values: any[]) => any)[] = [],
) {
  const line = new Line(
    steps.map(([kind, f]) => ({ kind, f: placed(f) })),
    site,
    { context: new TaskContext(0, 0, 0), partition: 0, number: 1, limit: 1 },
    true,
  )
  const gathered = new Gathered()
  gathered.sums = new KeyMap()
  const sink = { ops, functions: functions.map(placed), site }
  const [rest] = runBlock(new TextBlock(Buffer.from(text)), line, sink, gathered)
  return { gathered, rest: rest && { records: rest.records, steps: rest.line.steps.length } }
}

test('filters at the front are done on bytes; what comes after them is left', () => {
  const steps = [
    ['filter', contains('b')],
    ['filter', (l: string) => l.includes('e')],
    ['map', (l: string) => l.length],
    ['filter', contains('x')],
  ] as const
  assert.deepEqual(run('be\nbo\ne\nbee\n', steps).rest, { records: ['be', 'bee'], steps: 2 })
  assert.deepEqual(run('be\n', [['map', pairWithOne]]).rest, { records: ['be'], steps: 1 })
})

test('lines are counted as bytes', () => {
  const { gathered, rest } = run('be\nbo\r\ne', [['filter', contains('b')]], ['count'])
  assert.deepEqual([gathered.count, rest], [2, undefined])
})

test('words are counted as bytes, and are put into the sums when these are read', () => {
  const steps = [
    ['flatMap', (l: string) => l.split(' ')],
    ['filter', contains('e')],
    ['map', (w: string) => [w, 1] as const],
  ] as const
  const itself = declared((x: number) => x, { kind: 'itself' })
  const { gathered, rest } = run('to be or\nbe\n', steps, ['create', 'merge'], [itself, (a, b) => a + b])
  assert.deepEqual([gathered.sums?.size, rest], [0, undefined])
  gathered.settle()
  gathered.settle()
  assert.deepEqual([...(gathered.sums?.values() ?? [])], [['be', 2]])
  for (const functions of [
    [itself, (a: number, b: number) => a - b],
    [(x: number) => x + 1, (a: number, b: number) => a + b],
  ])
    assert.equal(run('to be', steps, ['create', 'merge'], functions).rest?.steps, 3)
})

test('what bytes cannot say is done on strings', () => {
  for (const text of ['', '\n', '\ud83d', '\ufffd', 'a\r'])
    assert.equal(run('a\n', [['filter', contains(text)]]).rest?.steps, 1)
})

/** Every chain here is one of functions with a meaning; `opaque` are the same without one. */
const opaque =
  <A extends any[], R>(f: (...args: A) => R) =>
  (...args: A): R => {
    const result = f(...args)
    return result
  }

const total = async (counts: Promise<number[]>): Promise<number> => (await counts).reduce((a, b) => a + b, 0)

const CHAINS: Readonly<Record<string, (lines: RDD<string>, as: <F extends (...a: any[]) => any>(f: F) => F) => any>> = {
  'words counted by an action': (l, as) => l.flatMap(as((x) => x.split(' '))).countByValue(),
  'words counted by key': (l, as) =>
    l
      .flatMap(as((x) => x.split(' ')))
      .map(as((w) => [w, 1] as const))
      .reduceByKey(as((a: number, b: number) => a + b))
      .collect(),
  'words of some lines': (l, as) =>
    l
      .filter(as(contains('a')))
      .flatMap(as((x) => x.split(',')))
      .countByValue(),
  'some words': (l, as) =>
    l
      .flatMap(as((x) => x.split(' ')))
      .filter(as(contains('é')))
      .map(as((w) => [w, 1] as const))
      .reduceByKey(
        as((a: number, b: number) => a + b),
        3,
      )
      .collect(),
  'some lines': (l, as) => l.filter(as((x) => x.includes('é'))).collect(),
  'the number of some lines': (l, as) => l.filter(as((x) => x.includes(' '))).count(),
  'words, then a function': (l, as) =>
    l
      .flatMap(as((x) => x.split(' ')))
      .map(as((w) => w.length))
      .collect(),
  'lines by a function of the partition': (l) => l.mapPartitions((lines) => lines).collect(),
  'lines counted by partition': async (l, as) =>
    total(
      l
        .filter(as(contains('a')))
        .mapPartitions((lines) => [countRecords(lines)])
        .collect(),
    ),
  'some lines counted by partition after the first one was read': async (l, as) =>
    total(
      l
        .filter(as(contains('a')))
        .mapPartitions((lines) => {
          const { done } = lines[Symbol.iterator]().next()
          return [countRecords(lines) + (done === true ? 0 : 1)]
        })
        .collect(),
    ),
  'kept lines': (l, as) =>
    l
      .persist()
      .filter(as(contains('a')))
      .count(),
  'words of two files in one sink': (l, as) =>
    l
      .union(l.filter(as(contains('a'))))
      .coalesce(1)
      .flatMap(as((x) => x.split(' ')))
      .countByValue(),
  'lines and words in one sink': (l, as) =>
    l
      .union(l.flatMap(as((x) => x.split(' '))))
      .union(l.flatMap(as((x) => x.split(','))))
      .coalesce(1)
      .countByValue(),
}

const listed = (all: any): unknown[] => (typeof all === 'number' ? [all] : [...all])

const TEXT = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'a',
        'b',
        ' ',
        ' ',
        ',',
        '\n',
        '\r\n',
        '\r',
        '\0',
        'é',
        '😀',
        '\ufffd',
        '__proto__',
        'constructor',
      ),
      fc.uint8Array({ minLength: 1, maxLength: 3 }),
    ),
    { maxLength: 60 },
  )
  .map((parts) => Buffer.concat(parts.map((part) => Buffer.from(part as string))))

for (const [name, chain] of Object.entries(CHAINS))
  test(`${name}: the same on bytes, on strings, and by functions that say nothing`, async () => {
    await using s = spark()
    const property = fc.asyncProperty(TEXT, fc.integer({ min: 1, max: 3 }), async (text, n) => {
      s.files.write('/t/text', text)
      const lines = s.sc.textFile('/t/text', n)
      const strings = s.sc.parallelize(await lines.map(opaque((l) => l)).collect(), 2)
      const said = await chain(lines, (f) => f)
      const without = await chain(lines, opaque as any)
      // Where strings and bytes meet in one sink their words need not come in the order of the lines.
      if (!name.endsWith('in one sink')) assert.deepEqual(listed(said), listed(without))
      const sorted = (all: any): string[] =>
        listed(all)
          .map((x) => JSON.stringify(x))
          .sort()
      assert.deepEqual(sorted(said), sorted(without))
      assert.deepEqual(sorted(said), sorted(await chain(strings, (f) => f)))
    })
    await fc.assert(property, { numRuns: 60 })
  })
