import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import {
  type AccumulatorDefinition,
  type DStream,
  type RDD,
  SparkConf,
  SparkContext,
  StateSpec,
  type StreamingContext,
} from '../../src/index.ts'
import { LineLogger } from '../../src/kernel/log.ts'
import { ManualClock, MemoryFiles, TestRun } from '../../src/testing/index.ts'
import { anonymous, type Row, row as tableRow } from './row.ts'
import { MODES } from './thrown-crossing.ts'

/** What answers later. Whatever it is, nobody is left waiting, and nothing is rejected that nobody hears of. */
const SOON: Readonly<Record<string, (...args: any[]) => any>> = {
  'an async function': async () => 1,
  'a promise': () => Promise.resolve(1),
  'a promise that is rejected': () => Promise.reject(new Error('late')),
  'a promise of another library': () => ({ then: (tell: (value: number) => void) => tell(1) }),
}

/** What answers an iterable that has to be waited for. */
const ITERABLES: typeof SOON = {
  'an async function': async function* () {
    yield 1
  },
  'an async iterable': () => ({ [Symbol.asyncIterator]: () => ({ next: async () => ({ done: true, value: 1 }) }) }),
}

interface Given {
  readonly sc: SparkContext
  readonly numbers: RDD<number>
  readonly pairs: RDD<readonly [string, number]>
  /** One pair in each of several partitions, all of one key. */
  readonly ones: RDD<readonly [string, number]>
  readonly soon: (...args: any[]) => any
}

interface StreamGiven {
  readonly ssc: StreamingContext
  readonly numbers: DStream<number>
  readonly pairs: DStream<readonly [string, number]>
  readonly soon: (...args: any[]) => any
}

/** A program, and the operator that refuses; `late` when an async function is only found when it is called. */
const row: <G>(name: string, program: (given: G) => unknown, operator: string) => Row<G> = tableRow

const source = readFileSync(fileURLToPath(import.meta.url), 'utf8').split('\n')

function expected(row: Row<any>, kind: string): string {
  const [operator, late] = row.message.split(' ')
  const what =
    kind === 'an async function' && late === undefined
      ? `${operator} was given an async function`
      : `the function of ${operator} answered a promise`
  return `E_ASYNC_FUNCTION at ${operator} (here): ${what}, and its records may not wait. Use mapAsync(f, { concurrency, ordered }) or foreachAsync(f) for I/O.`
}

/** The records of `rdd`, not as an array: loops over other iterables are others. */
const streamed = <T>(rdd: RDD<T>): RDD<T> =>
  rdd.mapPartitions(function* (records) {
    yield* records
  })

const NUMBERS = Array.from({ length: 200 }, (_, n) => n)

function refusesInJobs(rows: readonly Row<Given>[], kinds = SOON, what = ''): void {
  for (const { mode, codegen } of MODES)
    for (const form of ['arrays', 'iterables'] as const)
      rows.forEach((each, i) => {
        test(`${each.name}${what} over ${form} [${mode}]`, async () => {
          await using sc = contextOf(codegen)
          const of = <T>(rdd: RDD<T>): RDD<T> => (form === 'arrays' ? rdd : streamed(rdd))
          const numbers = of(sc.parallelize(NUMBERS, 1))
          const pairs = of(
            sc.parallelize<[string, number]>(
              NUMBERS.map((n) => [`${n % 7}`, n]),
              1,
            ),
          )
          const ones = of(
            sc.parallelize<[string, number]>(
              [
                ['a', 1],
                ['a', 2],
                ['a', 3],
              ],
              3,
            ),
          )
          for (const [kind, soon] of Object.entries(kinds)) {
            const error = await failureOf(async () => each.program({ sc, numbers, pairs, ones, soon }), kind)
            assert.equal(
              anonymous(error, source, each.line, rows[i + 1]?.line ?? source.length),
              expected(each, kind),
              kind,
            )
            assert.equal(await numbers.map((n) => n + 1).sum(), 20_100)
          }
          await new Promise(setImmediate)
        })
      })
}

const contextOf = (codegen: boolean): SparkContext =>
  new SparkContext({
    conf: new SparkConf()
      .setMaster('local[2]')
      .set('spark.task.maxFailures', 1)
      .set('spark.driver.allowMultipleContexts', true)
      .set('millstream.codegen', codegen),
    environment: { files: new MemoryFiles(new ManualClock(0)), logger: new LineLogger(() => {}) },
  })

async function failureOf(program: () => unknown, kind: string): Promise<Error> {
  try {
    await program()
  } catch (error) {
    if (error instanceof Error) return error
  }
  return assert.fail(`${kind} was taken`)
}

/** A stream that is refused, at once or by its first batch with records; a stream beside it goes on. */
function refusesInStreams(rows: readonly Row<StreamGiven>[]): void {
  for (const { mode, codegen } of MODES)
    rows.forEach((each, i) => {
      test(`${each.name} of a stream [${mode}]`, async () => {
        for (const [kind, soon] of Object.entries(SOON)) {
          const conf = { 'millstream.codegen': codegen, 'spark.task.maxFailures': 1 }
          await using run = new TestRun({ conf, partitions: 1 })
          await run.files.makeDirectory('/in')
          run.files.write('/in/file', 'x')
          const input = run.input<number>(NUMBERS, NUMBERS, NUMBERS)
          const numbers = input.stream
          const pairs = numbers.map((n) => [`${n % 7}`, n] as const)
          const { batches } = run.collect(numbers.count())
          const error = await failureOf(async () => {
            run.collect((await each.program({ ssc: run.ssc, numbers, pairs, soon })) as DStream<any>)
            await run.tick()
            await run.tick()
          }, kind)
          assert.equal(
            anonymous(error, source, each.line, rows[i + 1]?.line ?? source.length),
            expected(each, kind),
            kind,
          )
          await run.tick().catch(() => {})
          assert.deepEqual(batches.at(-1), [200])
        }
        await new Promise(setImmediate)
      })
    })
}

const SUM: AccumulatorDefinition<number, number> = { zero: () => 0, add: (a, b) => a + b, merge: (a, b) => a + b }
const ALL_FILES = { newFilesOnly: false, trackBy: 'name' } as const
const add = (a: number, b: number): number => a + b

/** `f` as a function that declares `length` parameters, by which some operators tell kinds of functions apart. */
const withLength = (f: (...args: any[]) => any, length: number): any =>
  Object.defineProperty(f, 'length', { value: length, configurable: true })

refusesInJobs([
  row('map', ({ numbers, soon }) => numbers.map(soon).count(), 'map'),
  row('filter', ({ numbers, soon }) => numbers.filter(soon).count(), 'filter'),
  row('flatMap', ({ numbers, soon }) => numbers.flatMap(soon).count(), 'flatMap'),
  row('keyBy', ({ numbers, soon }) => numbers.keyBy(soon).count(), 'keyBy'),
  row('groupBy', ({ numbers, soon }) => numbers.groupBy(soon).count(), 'groupBy'),
  row('mapPartitions', ({ numbers, soon }) => numbers.mapPartitions(soon).count(), 'mapPartitions'),
  row(
    'mapPartitionsWithIndex',
    ({ numbers, soon }) => numbers.mapPartitionsWithIndex(soon).count(),
    'mapPartitionsWithIndex',
  ),
  row('sortBy', ({ numbers, soon }) => numbers.sortBy(soon).count(), 'sortBy'),
  row(
    'filter, then others',
    ({ numbers, soon }) =>
      numbers
        .map((x) => x + 1)
        .filter(soon)
        .map((x) => x + 1)
        .count(),
    'filter',
  ),
  row(
    'flatMap read by mapPartitions',
    ({ numbers, soon }) =>
      numbers
        .flatMap(soon)
        .mapPartitions((records) => records)
        .count(),
    'flatMap',
  ),
  row(
    'filter read by mapPartitions',
    ({ numbers, soon }) =>
      numbers
        .filter(soon)
        .mapPartitions((records) => records)
        .count(),
    'filter',
  ),
  row('mapValues', ({ pairs, soon }) => pairs.mapValues(soon).count(), 'mapValues'),
  row(
    'mapValues read by mapPartitions',
    ({ pairs, soon }) =>
      pairs
        .mapValues(soon)
        .mapPartitions((records) => records)
        .count(),
    'mapValues',
  ),
  row('flatMapValues', ({ pairs, soon }) => pairs.flatMapValues(soon).count(), 'flatMapValues'),
  row('zipPartitions', ({ numbers, soon }) => numbers.zipPartitions(numbers, soon).count(), 'zipPartitions'),
  row('foreach', ({ numbers, soon }) => numbers.foreach(soon), 'foreach'),
  row('reduce', ({ numbers, soon }) => numbers.reduce(soon), 'reduce'),
  row('reduce, where results are put together', ({ sc, soon }) => sc.parallelize([1, 2], 2).reduce(soon), 'reduce'),
  row('fold', ({ numbers, soon }) => numbers.fold(0, soon), 'fold'),
  row('fold, where results are put together', ({ sc, soon }) => sc.parallelize<number>([], 1).fold(0, soon), 'fold'),
  row('aggregate, its first function', ({ numbers, soon }) => numbers.aggregate(0, soon, add), 'aggregate'),
  row('aggregate, its second function', ({ numbers, soon }) => numbers.aggregate(0, add, soon), 'aggregate'),
  row('treeReduce', ({ numbers, soon }) => numbers.treeReduce(soon), 'treeReduce'),
  row(
    'treeReduce, where results are put together',
    ({ sc, soon }) => sc.parallelize([1, 2], 2).treeReduce(soon),
    'treeReduce',
  ),
  row('treeAggregate, its first function', ({ numbers, soon }) => numbers.treeAggregate(0, soon, add), 'treeAggregate'),
  row(
    'treeAggregate, its second function',
    ({ numbers, soon }) => numbers.treeAggregate(0, add, soon),
    'treeAggregate',
  ),
  row('reduceByKey', ({ pairs, soon }) => pairs.reduceByKey(soon).count(), 'reduceByKey'),
  row('reduceByKey, behind the shuffle', ({ ones, soon }) => ones.reduceByKey(soon, 1).count(), 'reduceByKey'),
  row(
    'reduceByKey without a shuffle',
    ({ pairs, soon }) => pairs.partitionBy(1).reduceByKey(soon, 1).count(),
    'reduceByKey',
  ),
  row('foldByKey', ({ pairs, soon }) => pairs.foldByKey(0, soon).count(), 'foldByKey'),
  row(
    'aggregateByKey, its first function',
    ({ pairs, soon }) => pairs.aggregateByKey(0, soon, add).count(),
    'aggregateByKey',
  ),
  row(
    'aggregateByKey, its second function',
    ({ ones, soon }) => ones.aggregateByKey(0, add, soon, 1).count(),
    'aggregateByKey',
  ),
  row(
    'combineByKey, its first function',
    ({ pairs, soon }) => pairs.combineByKey(soon, add, add).count(),
    'combineByKey',
  ),
  row(
    'combineByKey, its second function',
    ({ pairs, soon }) => pairs.combineByKey((n) => n, soon, add).count(),
    'combineByKey',
  ),
  row(
    'combineByKey, its third function',
    ({ ones, soon }) => ones.combineByKey((n) => n, add, soon, 1).count(),
    'combineByKey',
  ),
  row(
    'combineByKey without combining before the shuffle',
    ({ pairs, soon }) => pairs.combineByKey((n) => n, soon, add, 1, false).count(),
    'combineByKey',
  ),
  row('reduceByKeyLocally', ({ pairs, soon }) => pairs.reduceByKeyLocally(soon), 'reduceByKeyLocally'),
  row(
    'reduceByKeyLocally, where results are put together',
    ({ ones, soon }) => ones.reduceByKeyLocally(soon),
    'reduceByKeyLocally',
  ),
  row('the ordering of sortBy', ({ numbers, soon }) => numbers.sortBy((x) => x, true, 1, soon).count(), 'sortBy'),
  row('the ordering of sortByKey', ({ pairs, soon }) => pairs.sortByKey(true, 2, soon).count(), 'sortByKey'),
  row(
    'the key of the ordering of sortByKey',
    ({ pairs, soon }) => pairs.sortByKey(true, 1, { key: soon }).count(),
    'sortByKey late',
  ),
  row('the ordering of top', ({ numbers, soon }) => numbers.top(2, soon), 'top'),
  row('the ordering of takeOrdered', ({ numbers, soon }) => numbers.takeOrdered(2, soon), 'takeOrdered'),
  row('the ordering of max', ({ numbers, soon }) => numbers.max(soon), 'max'),
  row('the key of the ordering of min', ({ numbers, soon }) => numbers.min({ key: soon }), 'min late'),
  row('the function of partitionBy', ({ pairs, soon }) => pairs.partitionBy(2, soon).count(), 'partitionBy'),
  row(
    'getPartition',
    ({ pairs, soon }) => pairs.groupByKey({ numPartitions: 2, getPartition: soon, equals: () => false }).count(),
    'groupByKey late',
  ),
  row(
    'getPartition, when values are combined',
    ({ pairs, soon }) => pairs.reduceByKey(add, { numPartitions: 2, getPartition: soon, equals: () => false }).count(),
    'reduceByKey late',
  ),
  row('printElement of pipe', ({ numbers, soon }) => numbers.pipe('cat', { printElement: soon }).count(), 'pipe late'),
  row(
    'printPipeContext of pipe',
    ({ numbers, soon }) => numbers.pipe('cat', { printPipeContext: soon }).count(),
    'pipe late',
  ),
  row('the zero of an accumulator', ({ sc, soon }) => sc.accumulator({ ...SUM, zero: soon }), 'accumulator'),
  row('the add of an accumulator', ({ sc, soon }) => sc.accumulator({ ...SUM, add: soon }).add(1), 'accumulator'),
  row(
    'the add of an accumulator in a task',
    ({ sc, numbers, soon }) => {
      const sum = sc.accumulator({ ...SUM, add: soon })
      return numbers.foreach((x) => sum.add(x))
    },
    'accumulator',
  ),
  row(
    'the merge of an accumulator',
    ({ sc, numbers, soon }) => {
      const sum = sc.accumulator({ ...SUM, merge: soon })
      return numbers.foreach((x) => sum.add(x))
    },
    'accumulator',
  ),
])

refusesInStreams([
  row('map', ({ numbers, soon }) => numbers.map(soon), 'map'),
  row('filter', ({ numbers, soon }) => numbers.filter(soon), 'filter'),
  row('flatMap', ({ numbers, soon }) => numbers.flatMap(soon), 'flatMap'),
  row('mapPartitions', ({ numbers, soon }) => numbers.mapPartitions(soon), 'mapPartitions'),
  row('mapPartitionsWithIndex', ({ numbers, soon }) => numbers.mapPartitionsWithIndex(soon), 'mapPartitionsWithIndex'),
  row('reduce', ({ numbers, soon }) => numbers.reduce(soon), 'reduce'),
  row('mapValues', ({ pairs, soon }) => pairs.mapValues(soon), 'mapValues'),
  row('flatMapValues', ({ pairs, soon }) => pairs.flatMapValues(soon), 'flatMapValues'),
  row('reduceByKey', ({ pairs, soon }) => pairs.reduceByKey(soon), 'reduceByKey'),
  row('combineByKey, its first function', ({ pairs, soon }) => pairs.combineByKey(soon, add, add), 'combineByKey'),
  row(
    'combineByKey, its second function',
    ({ pairs, soon }) => pairs.combineByKey((n) => n, soon, add),
    'combineByKey',
  ),
  row(
    'combineByKey, its third function',
    ({ pairs, soon }) => pairs.repartition(2).combineByKey((n) => n, add, soon, 1),
    'combineByKey',
  ),
  row('the function of partitionBy', ({ pairs, soon }) => pairs.partitionBy(2, soon), 'partitionBy'),
  row('reduceByWindow', ({ numbers, soon }) => numbers.reduceByWindow(soon, 1000), 'reduceByWindow'),
  row(
    'reduceByWindow that is undone, its function',
    ({ numbers, soon }) => numbers.reduceByWindow(soon, add, 1000),
    'reduceByWindow',
  ),
  row(
    'reduceByWindow that is undone, its inverse',
    ({ numbers, soon }) => numbers.reduceByWindow(add, soon, 1000),
    'reduceByWindow',
  ),
  row('reduceByKeyAndWindow', ({ pairs, soon }) => pairs.reduceByKeyAndWindow(soon, 1000), 'reduceByKeyAndWindow'),
  row(
    'reduceByKeyAndWindow that is undone, its function',
    ({ pairs, soon }) => pairs.reduceByKeyAndWindow(soon, add, 1000),
    'reduceByKeyAndWindow',
  ),
  row(
    'reduceByKeyAndWindow that is undone, its inverse',
    ({ pairs, soon }) => pairs.reduceByKeyAndWindow(add, soon, 1000),
    'reduceByKeyAndWindow',
  ),
  row(
    'reduceByKeyAndWindow, its filter',
    ({ pairs, soon }) => pairs.reduceByKeyAndWindow(add, null, 1000, 1000, 1, soon),
    'reduceByKeyAndWindow',
  ),
  row(
    'reduceByKeyAndWindow that is undone, its filter',
    ({ pairs, soon }) => pairs.reduceByKeyAndWindow(add, add, 1000, 1000, 1, soon),
    'reduceByKeyAndWindow',
  ),
  row('updateStateByKey', ({ pairs, soon }) => pairs.updateStateByKey(soon), 'updateStateByKey'),
  row(
    'updateStateByKey with the time',
    ({ pairs, soon }) => pairs.updateStateByKey(withLength(soon, 4), 1, true),
    'updateStateByKey',
  ),
  row(
    'updateStateByKey of whole partitions',
    ({ pairs, soon }) => pairs.updateStateByKey(withLength(soon, 1), 1, true),
    'updateStateByKey',
  ),
  row('mapWithState', ({ pairs, soon }) => pairs.mapWithState(StateSpec.function(withLength(soon, 3))), 'mapWithState'),
  row(
    'mapWithState with the time',
    ({ pairs, soon }) => pairs.mapWithState(StateSpec.function(withLength(soon, 4))),
    'mapWithState',
  ),
  row(
    'the filter of a stream of files',
    ({ ssc, soon }) => ssc.textFileStream('/in', { ...ALL_FILES, filter: soon }),
    'textFileStream',
  ),
  row(
    'the read of a stream of files',
    ({ ssc, soon }) => ssc.fileStream('/in', { ...ALL_FILES, read: soon }),
    'fileStream',
  ),
])

refusesInJobs(
  [
    row('flatMap', ({ numbers, soon }) => numbers.flatMap(soon).count(), 'flatMap'),
    row('mapPartitions', ({ numbers, soon }) => numbers.mapPartitions(soon).count(), 'mapPartitions'),
    row(
      'mapPartitionsWithIndex',
      ({ numbers, soon }) => numbers.mapPartitionsWithIndex(soon).count(),
      'mapPartitionsWithIndex',
    ),
    row(
      'flatMap read by mapPartitions',
      ({ numbers, soon }) =>
        numbers
          .flatMap(soon)
          .mapPartitions((records) => records)
          .count(),
      'flatMap',
    ),
    row('flatMapValues', ({ pairs, soon }) => pairs.flatMapValues(soon).count(), 'flatMapValues'),
    row('zipPartitions', ({ numbers, soon }) => numbers.zipPartitions(numbers, soon).count(), 'zipPartitions'),
  ],
  ITERABLES,
  ', as an iterable,',
)
