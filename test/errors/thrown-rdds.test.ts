import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect, types } from 'node:util'
import { type AccumulatorDefinition, type Partitioner, type RDD, SparkConf, SparkContext } from '../../src/index.ts'
import { LineLogger } from '../../src/kernel/log.ts'
import type { ChildProcess, Processes } from '../../src/kernel/processes.ts'
import { ManualClock, MemoryFiles } from '../../src/testing/index.ts'
import { nodeProcesses } from '../../src/workers/node-processes.ts'
import { type Row, type Trial, row as tableRow } from './row.ts'
import { crosses, type Failing, MODES } from './thrown-crossing.ts'
import { circular, revoked } from './thrown-things.ts'

interface Given extends Failing {
  readonly sc: SparkContext
}

const row: (name: string, program: (given: Given) => unknown, message: string) => Row<Given> = tableRow

/** Every command gives back what it is given; starting real ones hundreds of times would be slow. */
const cats: Pick<Processes, 'spawn'> = {
  spawn: (): ChildProcess => {
    const [chunks, ended] = [[] as Uint8Array[], Promise.withResolvers<number>()]
    return {
      write: async (bytes) => void chunks.push(bytes),
      endInput: () => ended.resolve(0),
      output: (async function* () {
        await ended.promise
        yield* chunks
      })(),
      errors: Promise.resolve(''),
      ended: ended.promise,
      kill: () => {},
    }
  },
}

const begin = (codegen: boolean, fail: Failing['fail']): Trial<Given> => {
  const sc = new SparkContext({
    conf: new SparkConf().setMaster('local[2]').set('spark.task.maxFailures', 2).set('millstream.codegen', codegen),
    environment: {
      files: new MemoryFiles(new ManualClock(0)),
      processes: { ...nodeProcesses, ...cats },
      logger: new LineLogger(() => {}),
    },
  })
  return {
    given: { sc, fail },
    stillWorks: async () => {
      const doubled = sc.parallelize([1, 2, 3], 2).map((x) => [x % 2, x * 2] as const)
      assert.deepEqual((await doubled.reduceByKey((a, b) => a + b).collect()).sort(), [
        [0, 4],
        [1, 8],
      ])
    },
    close: () => sc.stop(),
  }
}

const pairs = (sc: SparkContext, partitions: number): RDD<[string, number]> =>
  sc.parallelize<[string, number]>(
    [
      ['a', 1],
      ['a', 2],
    ],
    partitions,
  )

const partitionedBy = (getPartition: (key: unknown) => number, equals = (_: unknown) => false): Partitioner => ({
  numPartitions: 2,
  getPartition,
  equals,
})

const SUM: AccumulatorDefinition<number, number> = { zero: () => 0, add: (a, b) => a + b, merge: (a, b) => a + b }

crosses(
  import.meta.url,
  [
    row(
      'map',
      ({ sc, fail }) =>
        sc
          .parallelize([1, 2], 1)
          .map((x) => (x > 1 ? fail() : x))
          .collect(),
      'E_USER_FUNCTION at map (here): THROWN (record 2, partition 0, attempt 2 of 2).',
    ),
    row(
      'filter',
      ({ sc, fail }) =>
        sc
          .parallelize([1, 2], 1)
          .filter((x) => (x > 1 ? fail() : x))
          .collect(),
      'E_USER_FUNCTION at filter (here): THROWN (record 2, partition 0, attempt 2 of 2).',
    ),
    row(
      'flatMap',
      ({ sc, fail }) =>
        sc
          .parallelize([1, 2], 1)
          .flatMap((x) => (x > 1 ? fail() : [x]))
          .collect(),
      'E_USER_FUNCTION at flatMap (here): THROWN (record 2, partition 0, attempt 2 of 2).',
    ),
    row(
      'flatMap, while what it answered is read',
      ({ sc, fail }) =>
        sc
          .parallelize([1, 2], 1)
          .flatMap(function* (x) {
            yield x > 1 ? fail() : x
          })
          .collect(),
      'E_USER_FUNCTION at flatMap (here): THROWN (record 2, partition 0, attempt 2 of 2).',
    ),
    row(
      'mapValues',
      ({ sc, fail }) =>
        sc
          .parallelize<[number, number]>([[1, 2]], 1)
          .mapValues(fail)
          .collect(),
      'E_USER_FUNCTION at mapValues (here): THROWN (record [ 1, 2 ], partition 0, attempt 2 of 2).',
    ),
    row(
      'flatMapValues',
      ({ sc, fail }) =>
        sc
          .parallelize<[number, number]>([[1, 2]], 1)
          .flatMapValues(fail)
          .collect(),
      'E_USER_FUNCTION at flatMapValues (here): THROWN (record [ 1, 2 ], partition 0, attempt 2 of 2).',
    ),
    row(
      'keyBy',
      ({ sc, fail }) => sc.parallelize([1], 1).keyBy(fail).collect(),
      'E_USER_FUNCTION at keyBy (here): THROWN (record 1, partition 0, attempt 2 of 2).',
    ),
    row(
      'groupBy',
      ({ sc, fail }) => sc.parallelize([1], 1).groupBy(fail).collect(),
      'E_USER_FUNCTION at groupBy (here): THROWN (record 1, partition 0, attempt 2 of 2).',
    ),
    row(
      'the last of a chain',
      ({ sc, fail }) =>
        sc
          .parallelize([1, 2], 1)
          .map((x) => x + 1)
          .filter((x) => x > 2)
          .map(fail)
          .count(),
      'E_USER_FUNCTION at map (here): THROWN (record 3, partition 0, attempt 2 of 2).',
    ),
    row(
      'the first of a chain',
      ({ sc, fail }) =>
        sc
          .parallelize([1, 2], 1)
          .filter(fail)
          .map((x) => x + 1)
          .count(),
      'E_USER_FUNCTION at filter (here): THROWN (record 1, partition 0, attempt 2 of 2).',
    ),
    row(
      'a map behind a shuffle',
      ({ sc, fail }) =>
        sc
          .parallelize<[number, number]>([[1, 2]], 1)
          .groupByKey(1)
          .map(fail)
          .count(),
      'E_USER_FUNCTION at map (here): THROWN (record [ 1, [ 2 ] ], partition 0, attempt 2 of 2).',
    ),
    row(
      'a map before a shuffle',
      ({ sc, fail }) => sc.parallelize([1], 1).map<[number, number]>(fail).groupByKey(1).count(),
      'E_USER_FUNCTION at map (here): THROWN (record 1, partition 0, attempt 2 of 2).',
    ),
    row(
      'a map over a persisted RDD',
      ({ sc, fail }) => sc.parallelize([1], 1).cache().map(fail).take(1),
      'E_USER_FUNCTION at map (here): THROWN (record 1, partition 0, attempt 2 of 2).',
    ),
    row(
      'a map that is persisted',
      ({ sc, fail }) => sc.parallelize([1], 1).map(fail).cache().take(1),
      'E_USER_FUNCTION at map (here): THROWN (record 1, partition 0, attempt 2 of 2).',
    ),
    row(
      'mapPartitions',
      ({ sc, fail }) => sc.parallelize([1], 1).mapPartitions(fail).collect(),
      'E_USER_FUNCTION at mapPartitions (here): THROWN (partition 0, attempt 2 of 2).',
    ),
    row(
      'mapPartitions, while what it answered is read',
      ({ sc, fail }) =>
        sc
          .parallelize([1], 1)
          .mapPartitions(function* () {
            yield 1
            fail()
          })
          .collect(),
      'E_USER_FUNCTION at mapPartitions (here): THROWN (partition 0, attempt 2 of 2).',
    ),
    row(
      'mapPartitionsWithIndex',
      ({ sc, fail }) => sc.parallelize([1], 1).mapPartitionsWithIndex(fail).collect(),
      'E_USER_FUNCTION at mapPartitionsWithIndex (here): THROWN (partition 0, attempt 2 of 2).',
    ),
    row(
      'mapPartitionsWithIndex, while what it answered is read',
      ({ sc, fail }) =>
        sc
          .parallelize([1], 1)
          .mapPartitionsWithIndex(function* () {
            yield 1
            fail()
          })
          .count(),
      'E_USER_FUNCTION at mapPartitionsWithIndex (here): THROWN (partition 0, attempt 2 of 2).',
    ),
    row(
      'a map that is read by mapPartitions',
      ({ sc, fail }) =>
        sc
          .parallelize([1], 1)
          .map(fail)
          .mapPartitions((records) => [...records])
          .collect(),
      'E_USER_FUNCTION at map (here): THROWN (record 1, partition 0, attempt 2 of 2).',
    ),
    row(
      'zipPartitions',
      ({ sc, fail }) =>
        sc
          .parallelize([1], 1)
          .zipPartitions(sc.parallelize([2], 1), fail)
          .collect(),
      'E_USER_FUNCTION at zipPartitions (here): THROWN (partition 0, attempt 2 of 2).',
    ),
    row(
      'zipPartitions, while what it answered is read',
      ({ sc, fail }) =>
        sc
          .parallelize([1], 1)
          .zipPartitions(sc.parallelize([2], 1), function* () {
            yield 1
            fail()
          })
          .collect(),
      'E_USER_FUNCTION at zipPartitions (here): THROWN (partition 0, attempt 2 of 2).',
    ),
    row(
      'reduce',
      ({ sc, fail }) => sc.parallelize([1, 2], 1).reduce(fail),
      'E_USER_FUNCTION at reduce (here): THROWN (record 2, partition 0, attempt 2 of 2).',
    ),
    row(
      'reduce, where results are put together',
      ({ sc, fail }) => sc.parallelize([1, 2], 2).reduce(fail),
      'E_USER_FUNCTION at reduce (here): THROWN (while results were put together).',
    ),
    row(
      'fold',
      ({ sc, fail }) => sc.parallelize([1], 1).fold(0, fail),
      'E_USER_FUNCTION at fold (here): THROWN (record 1, partition 0, attempt 2 of 2).',
    ),
    row(
      'fold, where results are put together',
      ({ sc, fail }) => sc.parallelize<number>([], 1).fold(0, fail),
      'E_USER_FUNCTION at fold (here): THROWN (while results were put together).',
    ),
    row(
      'fold, the copy of its zero',
      ({ sc, fail }) => sc.parallelize([1], 1).fold({ copy: fail } as any, (a) => a),
      'E_USER_FUNCTION at fold (here): THROWN (while its zero was copied).',
    ),
    row(
      'aggregateByKey, the copy of its zero',
      ({ sc, fail }) =>
        pairs(sc, 1)
          .aggregateByKey(
            { copy: fail },
            (a) => a,
            (a) => a,
          )
          .collect(),
      'E_USER_FUNCTION at aggregateByKey (here): THROWN (while its zero was copied).',
    ),
    row(
      'aggregate, its first function',
      ({ sc, fail }) => sc.parallelize([1], 1).aggregate(0, fail, (a) => a),
      'E_USER_FUNCTION at aggregate (here): THROWN (record 1, partition 0, attempt 2 of 2).',
    ),
    row(
      'aggregate, its second function',
      ({ sc, fail }) => sc.parallelize([1], 1).aggregate(0, (a) => a, fail),
      'E_USER_FUNCTION at aggregate (here): THROWN (while results were put together).',
    ),
    row(
      'treeReduce',
      ({ sc, fail }) => sc.parallelize([1, 2], 1).treeReduce(fail),
      'E_USER_FUNCTION at treeReduce (here): THROWN (record 2, partition 0, attempt 2 of 2).',
    ),
    row(
      'treeReduce, where results are put together',
      ({ sc, fail }) => sc.parallelize([1, 2], 2).treeReduce(fail),
      'E_USER_FUNCTION at treeReduce (here): THROWN (while results were put together).',
    ),
    row(
      'treeReduce, between',
      ({ sc, fail }) => sc.parallelize([1, 2, 3, 4, 5, 6, 7, 8, 9], 9).treeReduce(fail),
      'E_USER_FUNCTION at treeReduce (here): THROWN (record [ 0, 4 ], partition 0, attempt 2 of 2).',
    ),
    row(
      'treeAggregate, its first function',
      ({ sc, fail }) => sc.parallelize([1], 1).treeAggregate(0, fail, (a) => a),
      'E_USER_FUNCTION at treeAggregate (here): THROWN (record 1, partition 0, attempt 2 of 2).',
    ),
    row(
      'treeAggregate, its second function',
      ({ sc, fail }) => sc.parallelize([1], 1).treeAggregate(0, (a) => a, fail),
      'E_USER_FUNCTION at treeAggregate (here): THROWN (while results were put together).',
    ),
    row(
      'foreach',
      ({ sc, fail }) => sc.parallelize([1], 1).foreach(fail),
      'E_USER_FUNCTION at foreach (here): THROWN (record 1, partition 0, attempt 2 of 2).',
    ),
    row(
      'foreachPartition',
      ({ sc, fail }) => sc.parallelize([1], 1).foreachPartition(fail),
      'E_USER_FUNCTION at foreachPartition (here): THROWN (partition 0, attempt 2 of 2).',
    ),
    row(
      'foreachPartition that waits',
      ({ sc, fail }) => sc.parallelize([1], 1).foreachPartition(async () => fail()),
      'E_USER_FUNCTION at foreachPartition (here): THROWN (partition 0, attempt 2 of 2).',
    ),
    row(
      'runJob',
      ({ sc, fail }) => sc.runJob(sc.parallelize([1], 1), fail),
      'E_USER_FUNCTION at runJob (here): THROWN (partition 0, attempt 2 of 2).',
    ),
    row(
      'runJob that waits',
      ({ sc, fail }) => sc.runJob(sc.parallelize([1], 1), async () => fail()),
      'E_USER_FUNCTION at runJob (here): THROWN (partition 0, attempt 2 of 2).',
    ),
    row(
      'mapAsync',
      ({ sc, fail }) => sc.parallelize([1, 2, 3], 1).mapAsync(fail).collect(),
      'E_USER_FUNCTION at mapAsync (here): THROWN (record 1, partition 0).',
    ),
    row(
      'mapAsync that waits',
      ({ sc, fail }) =>
        sc
          .parallelize([1, 2, 3], 1)
          .mapAsync(async () => fail())
          .collect(),
      'E_USER_FUNCTION at mapAsync (here): THROWN (record 1, partition 0).',
    ),
    row(
      'mapAsync that waits, in any order',
      ({ sc, fail }) =>
        sc
          .parallelize([1, 2, 3], 1)
          .mapAsync(async () => fail(), { ordered: false })
          .collect(),
      'E_USER_FUNCTION at mapAsync (here): THROWN (record 1, partition 0).',
    ),
    row(
      'a map behind mapAsync',
      ({ sc, fail }) =>
        sc
          .parallelize([1], 1)
          .mapAsync(async (x) => x)
          .map(fail)
          .collect(),
      'E_USER_FUNCTION at map (here): THROWN (record 1, partition 0, attempt 2 of 2).',
    ),
    row(
      'a map before mapAsync',
      ({ sc, fail }) =>
        sc
          .parallelize([1], 1)
          .map(fail)
          .mapAsync(async (x) => x)
          .collect(),
      'E_USER_FUNCTION at map (here): THROWN (record 1, partition 0, attempt 2 of 2).',
    ),
    row(
      'foreachAsync',
      ({ sc, fail }) => sc.parallelize([1, 2, 3], 1).foreachAsync(fail),
      'E_USER_FUNCTION at foreachAsync (here): THROWN (record 1, partition 0).',
    ),
    row(
      'foreachAsync that waits',
      ({ sc, fail }) => sc.parallelize([1, 2, 3], 1).foreachAsync(async () => fail()),
      'E_USER_FUNCTION at foreachAsync (here): THROWN (record 1, partition 0).',
    ),
    row(
      'reduceByKey, before the shuffle',
      ({ sc, fail }) => pairs(sc, 1).reduceByKey(fail).collect(),
      "E_USER_FUNCTION at reduceByKey (here): THROWN (record [ 'a', 2 ], partition 0, attempt 2 of 2).",
    ),
    row(
      'reduceByKey, behind the shuffle',
      ({ sc, fail }) => pairs(sc, 2).reduceByKey(fail, 1).collect(),
      "E_USER_FUNCTION at reduceByKey (here): THROWN (record [ 'a', 2 ], partition 0, attempt 2 of 2).",
    ),
    row(
      'reduceByKey without a shuffle',
      ({ sc, fail }) => pairs(sc, 2).partitionBy(1).reduceByKey(fail, 1).collect(),
      "E_USER_FUNCTION at reduceByKey (here): THROWN (record [ 'a', 2 ], partition 0, attempt 2 of 2).",
    ),
    row(
      'foldByKey',
      ({ sc, fail }) => pairs(sc, 1).foldByKey(0, fail).collect(),
      "E_USER_FUNCTION at foldByKey (here): THROWN (record [ 'a', 1 ], partition 0, attempt 2 of 2).",
    ),
    row(
      'aggregateByKey, its first function',
      ({ sc, fail }) =>
        pairs(sc, 1)
          .aggregateByKey(0, fail, (a) => a)
          .collect(),
      "E_USER_FUNCTION at aggregateByKey (here): THROWN (record [ 'a', 1 ], partition 0, attempt 2 of 2).",
    ),
    row(
      'aggregateByKey, its second function',
      ({ sc, fail }) =>
        pairs(sc, 2)
          .aggregateByKey(0, (a) => a, fail, 1)
          .collect(),
      "E_USER_FUNCTION at aggregateByKey (here): THROWN (record [ 'a', 0 ], partition 0, attempt 2 of 2).",
    ),
    row(
      'combineByKey, its first function',
      ({ sc, fail }) =>
        pairs(sc, 1)
          .combineByKey(
            fail,
            (a) => a,
            (a) => a,
          )
          .collect(),
      "E_USER_FUNCTION at combineByKey (here): THROWN (record [ 'a', 1 ], partition 0, attempt 2 of 2).",
    ),
    row(
      'combineByKey, its second function',
      ({ sc, fail }) =>
        pairs(sc, 1)
          .combineByKey(
            (a) => a,
            fail,
            (a) => a,
          )
          .collect(),
      "E_USER_FUNCTION at combineByKey (here): THROWN (record [ 'a', 2 ], partition 0, attempt 2 of 2).",
    ),
    row(
      'combineByKey, its third function',
      ({ sc, fail }) =>
        pairs(sc, 2)
          .combineByKey(
            (a) => a,
            (a) => a,
            fail,
            1,
          )
          .collect(),
      "E_USER_FUNCTION at combineByKey (here): THROWN (record [ 'a', 2 ], partition 0, attempt 2 of 2).",
    ),
    row(
      'reduceByKeyLocally',
      ({ sc, fail }) => pairs(sc, 1).reduceByKeyLocally(fail),
      "E_USER_FUNCTION at reduceByKeyLocally (here): THROWN (record [ 'a', 2 ], partition 0, attempt 2 of 2).",
    ),
    row(
      'reduceByKeyLocally, where results are put together',
      ({ sc, fail }) => pairs(sc, 2).reduceByKeyLocally(fail),
      'E_USER_FUNCTION at reduceByKeyLocally (here): THROWN (while results were put together).',
    ),
    row(
      'sortBy, its key',
      ({ sc, fail }) => sc.parallelize([2, 1], 1).sortBy(fail).collect(),
      'E_USER_FUNCTION at sortBy (here): THROWN (record 2, partition 0, attempt 2 of 2).',
    ),
    row(
      'sortBy, its ordering',
      ({ sc, fail }) =>
        sc
          .parallelize([2, 1], 1)
          .sortBy((x) => x, true, 1, fail)
          .collect(),
      'E_USER_FUNCTION at sortBy (here): THROWN (comparing).',
    ),
    row(
      'sortBy into several, its ordering',
      ({ sc, fail }) =>
        sc
          .parallelize([2, 1], 2)
          .sortBy((x) => x, false, 2, fail)
          .collect(),
      'E_USER_FUNCTION at sortBy (here): THROWN (comparing).',
    ),
    row(
      'sortByKey, its ordering',
      ({ sc, fail }) => pairs(sc, 1).sortByKey(true, 1, fail).collect(),
      'E_USER_FUNCTION at sortByKey (here): THROWN (comparing).',
    ),
    row(
      'sortByKey, the key of its ordering',
      ({ sc, fail }) => pairs(sc, 1).sortByKey(true, 1, { key: fail }).collect(),
      'E_USER_FUNCTION at sortByKey (here): THROWN (comparing).',
    ),
    row(
      'repartitionAndSortWithinPartitions, its ordering',
      ({ sc, fail }) => pairs(sc, 1).repartitionAndSortWithinPartitions(1, true, fail).collect(),
      'E_USER_FUNCTION at repartitionAndSortWithinPartitions (here): THROWN (comparing).',
    ),
    row(
      'filterByRange, its ordering',
      ({ sc, fail }) => pairs(sc, 1).filterByRange('a', 'b', fail).collect(),
      'E_USER_FUNCTION at filterByRange (here): THROWN (comparing).',
    ),
    row(
      'top, its ordering',
      ({ sc, fail }) => sc.parallelize([2, 1], 1).top(1, fail),
      'E_USER_FUNCTION at top (here): THROWN (comparing).',
    ),
    row(
      'top, its ordering where results are put together',
      ({ sc, fail }) => sc.parallelize([2, 1], 2).top(1, fail),
      'E_USER_FUNCTION at top (here): THROWN (comparing).',
    ),
    row(
      'takeOrdered, the key of its ordering',
      ({ sc, fail }) => sc.parallelize([2, 1], 1).takeOrdered(1, { key: fail }),
      'E_USER_FUNCTION at takeOrdered (here): THROWN (comparing).',
    ),
    row(
      'max, its ordering',
      ({ sc, fail }) => sc.parallelize([2, 1], 1).max(fail),
      'E_USER_FUNCTION at max (here): THROWN (comparing).',
    ),
    row(
      'min, its ordering where results are put together',
      ({ sc, fail }) => sc.parallelize([2, 1], 2).min(fail),
      'E_USER_FUNCTION at min (here): THROWN (comparing).',
    ),
    row(
      'partitionBy, its function',
      ({ sc, fail }) => pairs(sc, 1).partitionBy(2, fail).collect(),
      "E_USER_FUNCTION at partitionBy (here): THROWN (record [ 'a', 1 ], partition 0, attempt 2 of 2).",
    ),
    row(
      'getPartition of a partitioner, looked up',
      ({ sc, fail }) =>
        pairs(sc, 1)
          .partitionBy(partitionedBy((key) => (key === 'b' ? fail() : 0)))
          .lookup('b'),
      'E_USER_FUNCTION at lookup (here): THROWN (while the partition of the key was looked up).',
    ),
    row(
      'getPartition of a partitioner',
      ({ sc, fail }) => pairs(sc, 1).groupByKey(partitionedBy(fail)).collect(),
      "E_USER_FUNCTION at groupByKey (here): THROWN (record [ 'a', 1 ], partition 0, attempt 2 of 2).",
    ),
    row(
      'getPartition of a partitioner, when values are combined',
      ({ sc, fail }) =>
        pairs(sc, 1)
          .reduceByKey((a) => a, partitionedBy(fail))
          .collect(),
      "E_USER_FUNCTION at reduceByKey (here): THROWN (record [ 'a', 1 ], partition 0, attempt 2 of 2).",
    ),
    row(
      'equals of a partitioner',
      ({ sc, fail }) =>
        pairs(sc, 1)
          .partitionBy(partitionedBy(() => 0, fail))
          .groupByKey(partitionedBy(() => 0, fail))
          .collect(),
      'E_USER_FUNCTION at groupByKey (here): THROWN (comparing partitioners).',
    ),
    row(
      'a key whose getter throws',
      ({ sc, fail }) =>
        sc
          .parallelize([[Object.defineProperty({}, 'k', { get: fail, enumerable: true }), 1]] as [any, number][], 1)
          .groupByKey(2)
          .collect(),
      'E_USER_FUNCTION at groupByKey (here): THROWN (record [ { k: [Getter] }, 1 ], partition 0, attempt 2 of 2).',
    ),
    row(
      'the toString of a record that is saved',
      ({ sc, fail }) => sc.parallelize([{ toString: fail }], 1).saveAsTextFile('out'),
      'E_USER_FUNCTION at saveAsTextFile (here): THROWN (partition 0, attempt 2 of 2).',
    ),
    row(
      'the getter of a record that is saved',
      ({ sc, fail }) =>
        sc.parallelize([Object.defineProperty({}, 'k', { get: fail, enumerable: true })], 1).saveAsObjectFile('out'),
      'E_USER_FUNCTION at saveAsObjectFile (here): THROWN (partition 0, attempt 2 of 2).',
    ),
    row(
      'pipe, its printPipeContext',
      ({ sc, fail }) => sc.parallelize([1], 1).pipe('cat', { printPipeContext: fail }).collect(),
      'E_USER_FUNCTION at pipe (here): THROWN (partition 0).',
    ),
    row(
      'pipe, its printElement',
      ({ sc, fail }) => sc.parallelize([1], 1).pipe('cat', { printElement: fail }).collect(),
      'E_USER_FUNCTION at pipe (here): THROWN (record 1, partition 0).',
    ),
    row(
      'pipe, the toString of a record',
      ({ sc, fail }) =>
        sc
          .parallelize([{ toString: fail }], 1)
          .pipe('cat')
          .collect(),
      'E_USER_FUNCTION at pipe (here): THROWN (record { toString: [Function (anonymous)] }, partition 0).',
    ),
    row(
      'a map that is read by pipe',
      ({ sc, fail }) => sc.parallelize([1], 1).map(fail).pipe('cat').collect(),
      'E_USER_FUNCTION at map (here): THROWN (record 1, partition 0, attempt 2 of 2).',
    ),
    row(
      'parallelize, its iterable',
      ({ sc, fail }) =>
        sc.parallelize(
          (function* () {
            yield 1
            fail()
          })(),
        ),
      'E_USER_FUNCTION at parallelize (here): THROWN (while its records were read).',
    ),
    row(
      'accumulator, its zero',
      ({ sc, fail }) => sc.accumulator({ zero: fail, add: (a) => a, merge: (a) => a }),
      'E_USER_FUNCTION at accumulator (here): THROWN (while its zero was made).',
    ),
    row(
      'accumulator, its add in a task',
      ({ sc, fail }) => {
        const sum = sc.accumulator({ ...SUM, add: fail })
        return sc.parallelize([1], 1).foreach((x) => sum.add(x))
      },
      'E_USER_FUNCTION at foreach (here): THROWN (record 1, partition 0, attempt 2 of 2).',
    ),
    row(
      'accumulator, its add on the driver',
      ({ sc, fail }) => sc.accumulator({ ...SUM, add: fail }).add(1),
      'E_USER_FUNCTION at accumulator (here): THROWN (while a value was added).',
    ),
    row(
      'accumulator, its merge',
      ({ sc, fail }) => {
        const sum = sc.accumulator({ ...SUM, merge: fail })
        return sc.parallelize([1], 1).foreach((x) => sum.add(x))
      },
      'E_USER_FUNCTION at accumulator (here): THROWN (while the sum of a task was taken in).',
    ),
  ],
  begin,
)

/** Records that are hard to look at, and how they are shown. */
const RECORDS: readonly (readonly [name: string, record: unknown, shown: string])[] = [
  ['undefined', undefined, 'undefined'],
  ['a text of 10 MB', 'x'.repeat(10_000_000), `'${'x'.repeat(198)}…`],
  ['an object with a text of 10 MB', { text: 'x'.repeat(10_000_000) }, `{ text: '${'x'.repeat(190)}…`],
  ['control characters', '\u001b[2J\r\nE_FORGED\u202e', "'\\u001b[2J\\r\\nE_FORGED\\u202e'"],
  ['a circular object', circular(), '<ref *1> { self: [Circular *1] }'],
  ['a revoked proxy', revoked(), '<Revoked Proxy>'],
  ['a million numbers', Array.from({ length: 1e6 }, () => 7), `[ ${'7, '.repeat(20)}... 999980 more items ]`],
]

for (const { mode, codegen } of MODES)
  for (const [name, record, shown] of RECORDS)
    test(`a record that is ${name} is shown short and harmless [${mode}]`, async () => {
      const trial = begin(codegen, () => {
        throw new Error('no luck')
      })
      const { sc, fail } = trial.given
      const one = (): RDD<any> => sc.parallelize([record], 1)
      const ending = (end: string) => (error: Error) => {
        assert.equal(error.message.slice(-end.length), end)
        return true
      }
      for (const program of [
        () => one().map(fail).count(),
        () => one().foreach(fail),
        () => one().flatMap(fail).count(),
      ])
        await assert.rejects(program(), ending(`: no luck (record ${shown}, partition 0, attempt 2 of 2).`))
      // A revoked proxy cannot be waited for, so it is no record for mapAsync.
      if (!types.isProxy(record))
        await assert.rejects(one().mapAsync(fail).count(), ending(`: no luck (record ${shown}, partition 0).`))
      await trial.stillWorks()
      await trial.close()
    })

for (const { mode, codegen } of MODES)
  for (const [name, answer] of Object.entries({
    'too large': 2,
    negative: -1,
    'no whole number': 0.5,
    'no number': '1',
  }))
    test(`a partitioner whose answer is ${name} loses no record [${mode}]`, async () => {
      const trial = begin(codegen, () => assert.fail())
      const by = partitionedBy(() => answer as number)
      const all = pairs(trial.given.sc, 1)
      for (const rdd of [all.groupByKey(by), all.reduceByKey((a, b) => a + b, by)])
        await assert.rejects(rdd.collect(), ({ message }: Error) =>
          message.endsWith(
            `: the partitioner answered ${inspect(answer)} for key 'a'. Answer a whole number from 0 to 1.`,
          ),
        )
      await trial.stillWorks()
      await trial.close()
    })

test('a merge that throws counts nothing, in no accumulator; the next attempt counts once', async () => {
  const trial = begin(true, () => assert.fail())
  const { sc } = trial.given
  const sums = [0, 1].map((n) => {
    let failures = n
    return sc.accumulator<number, number>({
      ...SUM,
      merge: (a, b) => {
        if (failures-- > 0) throw new Error('once')
        return a + b
      },
    })
  })
  await sc.parallelize([1, 2, 3], 1).foreach((x) => {
    for (const sum of sums) sum.add(x)
  })
  assert.deepEqual(
    sums.map((sum) => sum.value),
    [6, 6],
  )
  await trial.close()
})
