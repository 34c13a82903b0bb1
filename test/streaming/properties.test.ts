import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type DStream, type State, StateSpec } from '../../src/index.ts'
import { type Batch, TestRun } from '../../src/testing/index.ts'
import { holds } from './seeded.ts'

const FILE = 'test/streaming/properties.test.ts'

type Pair = readonly [key: string, value: number]
type Pairs = readonly Batch<Pair>[]
type Result = readonly (readonly unknown[] | null)[]

const add = (a: number, b: number): number => a + b
const subtract = (a: number, b: number): number => a - b
const total = (values: Iterable<number>): number => [...values].reduce(add, 0)
const turn = (): Promise<void> => new Promise(setImmediate)

const pairs = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', '__proto__'), fc.integer({ min: 1, max: 9 })), {
  maxLength: 5,
})
const batches = fc.array(fc.option(pairs, { freq: 5 }), { minLength: 1, maxLength: 12 })
const length = fc.integer({ min: 1, max: 5 })
const partitions = fc.integer({ min: 1, max: 3 })

/** Records in an order of their own, so that batches can be compared. */
const inOrder = (result: Result): Result =>
  result.map((batch) => batch && [...batch].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)))

/** How a run lets time pass: intervals at once, and whether what they set off is waited for. */
interface Step {
  readonly intervals: number
  readonly wait: boolean
}

const oneByOne = (n: number): readonly Step[] => Array(n).fill({ intervals: 1, wait: true })

/** What each of the streams gives that `build` makes of the input. */
async function results(
  input: Pairs,
  build: (stream: DStream<any>) => readonly DStream<any>[],
  {
    steps,
    ...options
  }: { steps: readonly Step[]; partitions?: number; master?: string; conf?: Record<string, number | boolean> },
): Promise<readonly Result[]> {
  await using run = new TestRun(options)
  const collected = build(run.input(...input).stream).map((stream) => run.collect(stream))
  await run.ssc.start()
  for (const { intervals, wait } of steps) {
    run.clock.advance(intervals * 1000)
    await (wait ? run.ssc.idle() : turn())
  }
  await run.ssc.idle()
  await run.stop()
  await run.ssc.awaitTermination()
  return collected.map(({ batches: all }) => inOrder(all))
}

/** The batches of the window that ends with each slide. */
const naiveWindows = (input: Pairs, n: number, w: number, s: number): readonly Pair[][] =>
  Array.from({ length: Math.floor(n / s) }, (_, i) => {
    const end = (i + 1) * s
    return input.slice(Math.max(0, end - w), end).flatMap((batch) => batch ?? [])
  })

function sums(records: readonly Pair[], of: (value: number) => number = (value) => value): Pair[] {
  const all = new Map<string, number>()
  for (const [key, value] of records) all.set(key, (all.get(key) ?? 0) + of(value))
  return [...all]
}

test('the forms of a window agree: moved on, made anew, grouped, and by hand', async (t) => {
  const property = fc.asyncProperty(batches, length, length, partitions, async (input, w, s, parts) => {
    const [window, slide] = [w * 1000, s * 1000]
    const n = input.length + w + s
    const [moved, anew, grouped, windowed] = await results(
      input,
      (stream) => [
        stream.reduceByKeyAndWindow(add, subtract, window, slide, 2, ([, sum]) => sum !== 0),
        stream.reduceByKeyAndWindow(add, window, slide),
        stream.groupByKeyAndWindow(window, slide).mapValues(total),
        stream.window(window, slide).reduceByKey(add, 3),
      ],
      { steps: oneByOne(n), partitions: parts },
    )
    const expected = inOrder(naiveWindows(input, n, w, s).map((records) => sums(records)))
    for (const result of [moved, anew, grouped, windowed]) assert.deepEqual(result, expected)
  })
  await holds(t, FILE, property, 60)
})

/** One value a key, of values in order of time. */
function folded<V>(records: readonly Pair[], first: (value: number) => V, f: (a: V, b: V) => V): [string, V][] {
  const all = new Map<string, V>()
  for (const [key, value] of records) {
    const known = all.get(key)
    all.set(key, known === undefined ? first(value) : f(known, first(value)))
  }
  return [...all]
}

const max = (a: number, b: number): number => Math.max(a, b)
const union = (a: readonly number[], b: readonly number[]): number[] => [...new Set([...a, ...b])].sort()
const join = (a: string, b: string): string => a + b
const masters = fc.constantFrom('local', 'local[2]', 'local[4]')

test('a long window of functions without an inverse is as if it was reduced anew', async (t) => {
  const settings = fc.record({ w: fc.integer({ min: 1, max: 14 }), s: fc.integer({ min: 1, max: 3 }), master: masters })
  const many = fc.array(fc.option(pairs, { freq: 5 }), { minLength: 1, maxLength: 30 })
  const property = fc.asyncProperty(many, settings, partitions, async (input, { w, s, master }, parts) => {
    const [window, slide] = [w * 1000, s * 1000]
    const n = input.length + w + s
    const [largest, distinct, ordered, filtered, total] = await results(
      input,
      (stream) => [
        stream.reduceByKeyAndWindow(max, window, slide),
        stream.mapValues((value: number) => [value]).reduceByKeyAndWindow(union, window, slide, 3),
        // Only batches of one partition have an order.
        stream.repartition(1).mapValues(String).reduceByKeyAndWindow(join, window, slide),
        stream.reduceByKeyAndWindow({ reduce: max, window, slide, filter: ([, value]: Pair) => value > 4 }),
        stream.map(([, value]: Pair) => value).reduceByWindow(max, window, slide),
      ],
      { steps: oneByOne(n), partitions: parts, master },
    )
    const windows = naiveWindows(input, n, w, s)
    const expected = <V>(first: (value: number) => V, f: (a: V, b: V) => V) =>
      inOrder(windows.map((records) => folded(records, first, f)))
    assert.deepEqual(largest, expected(Number, max))
    assert.deepEqual(
      distinct,
      expected((value) => [value], union),
    )
    assert.deepEqual(ordered, expected(String, join))
    assert.deepEqual(
      filtered,
      inOrder(windows.map((records) => folded(records, Number, max).filter(([, value]) => value > 4))),
    )
    assert.deepEqual(
      total,
      windows.map((records) => (records.length === 0 ? [] : [Math.max(...records.map(([, value]) => value))])),
    )
  })
  await holds(t, FILE, property, 60)
})

test('windows are the same after tasks that failed, whatever failed in them', async (t) => {
  const faults = fc.array(fc.nat(400), { maxLength: 12 })
  const property = fc.asyncProperty(batches, faults, masters, async (input, calls, master) => {
    const failing = new Set(calls)
    let call = 0
    const shaky =
      <A extends any[], R>(f: (...given: A) => R) =>
      (...given: A): R => {
        if (failing.delete(call++)) throw new Error('on purpose')
        return f(...given)
      }
    const build = (of: typeof shaky) => (stream: DStream<any>) => [
      stream.map(of((pair: Pair) => pair)).reduceByKeyAndWindow(of(max), '5s'),
      stream.map(of((pair: Pair) => pair)).reduceByKeyAndWindow(of(add), of(subtract), '4s', '2s'),
    ]
    const steps = oneByOne(input.length + 6)
    const conf = { 'spark.task.maxFailures': 20 }
    const shaken = await results(input, build(shaky), { steps, conf, master })
    assert.deepEqual(
      shaken,
      await results(
        input,
        build((f) => f),
        { steps },
      ),
    )
  })
  await holds(t, FILE, property, 60)
})

test('counts of a window agree with counting by hand', async (t) => {
  const property = fc.asyncProperty(batches, length, length, partitions, async (input, w, s, parts) => {
    const [window, slide] = [w * 1000, s * 1000]
    const n = input.length + w + s
    const [counts, values, reduced] = await results(
      input,
      (stream) => [
        stream.countByWindow(window, slide),
        stream.map(([key]) => key).countByValueAndWindow(window, slide),
        stream.map(([, value]) => value).reduceByWindow(add, window, slide),
      ],
      { steps: oneByOne(n), partitions: parts },
    )
    const windows = naiveWindows(input, n, w, s)
    // A window with gaps sees only what is in it, so "the first record ever" is the first that a window held.
    const first = windows.findIndex((records) => records.length > 0)
    assert.deepEqual(
      counts,
      windows.map((records, i) => (first < 0 || i < first ? [] : [records.length])),
    )
    assert.deepEqual(values, inOrder(windows.map((records) => sums(records, () => 1))))
    assert.deepEqual(
      reduced,
      windows.map((records) => (records.length === 0 ? [] : [total(records.map(([, value]) => value))])),
    )
  })
  await holds(t, FILE, property, 60)
})

/** A state that goes when the values of a batch come to a multiple of five, and stays as it is without values. */
const next = (values: readonly number[], state: number | undefined): number | undefined => {
  if (values.length === 0) return state
  return total(values) % 5 === 0 ? undefined : (state ?? 0) + total(values)
}

const stateOf = (stream: DStream<any>) => stream.updateStateByKey(next)

const mapped = (stream: DStream<any>) =>
  stream.groupByKey().mapWithState(
    StateSpec.function((key: string, values: number[] | undefined, state: State<number>) => {
      const value = next(values ?? [], state.getOption())
      if (value !== undefined) state.update(value)
      else if (state.exists()) state.remove()
      return [key, value]
    }),
  )

function fold(input: Pairs, n: number): Result {
  const state = new Map<string, number>()
  return Array.from({ length: n }, (_, i) => {
    const groups = new Map<string, number[]>()
    for (const [key, value] of input[i] ?? []) groups.set(key, [...(groups.get(key) ?? []), value])
    for (const [key, values] of groups) {
      const value = next(values, state.get(key))
      if (value === undefined) state.delete(key)
      else state.set(key, value)
    }
    return [...state]
  })
}

test('updateStateByKey, mapWithState and a fold by hand agree', async (t) => {
  const property = fc.asyncProperty(batches, partitions, async (input, parts) => {
    const n = input.length + 2
    const [updated, snapshots] = await results(input, (stream) => [stateOf(stream), mapped(stream).stateSnapshots()], {
      steps: oneByOne(n),
      partitions: parts,
    })
    const expected = inOrder(fold(input, n))
    assert.deepEqual(snapshots, expected)
    const begun = input.findIndex((batch) => batch !== null)
    assert.deepEqual(
      updated,
      expected.map((batch, i) => (i < (begun < 0 ? input.length : begun) ? null : batch)),
    )
  })
  await holds(t, FILE, property, 60)
})

/** Steps that come to `n` intervals or more: some at once, some without waiting for what they set off. */
const passing = fc.array(fc.record({ intervals: fc.integer({ min: 0, max: 6 }), wait: fc.boolean() }), {
  minLength: 1,
  maxLength: 10,
})

test('whether ticks come in time or late, one by one or many at once, changes no output', async (t) => {
  const settings = fc.record({ concurrentJobs: fc.integer({ min: 1, max: 3 }), codegen: fc.boolean() })
  const waits = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 5 })
  const property = fc.asyncProperty(batches, passing, waits, settings, async (input, steps, turns, setting) => {
    const build = (pauses: readonly number[]) => (stream: DStream<any>) => {
      const slow = stream.window(1000).transform(async (rdd, time) => {
        for (let i = pauses[(time.milliseconds / 1000) % pauses.length] ?? 0; i > 0; i--) await turn()
        return rdd
      })
      return [
        stream,
        slow.reduceByKeyAndWindow(add, subtract, '3s', '2s'),
        slow.reduceByKeyAndWindow(add, '3s', '2s'),
        slow.reduceByKeyAndWindow(max, '5s'),
        stateOf(slow),
        mapped(slow),
        slow.countByWindow('2s'),
      ]
    }
    const n = steps.reduce((sum, { intervals }) => sum + intervals, 0)
    const late = await results(input, build(turns), {
      steps,
      conf: { 'spark.streaming.concurrentJobs': setting.concurrentJobs, 'millstream.codegen': setting.codegen },
    })
    assert.deepEqual(late, await results(input, build([0]), { steps: oneByOne(n) }))
  })
  await holds(t, FILE, property, 60)
})
