import { StateSpec } from '../../src/index.ts'
import { holds, row } from './row.ts'
import { someStreams } from './streams.ts'

// Programs in plain JavaScript give anything.
type Any = any
const sum = (a: number, b: number): number => a + b
const less = (a: number, b: number): number => a - b

const rows = [
  row(
    'map of nothing',
    ({ numbers }: Any) => numbers.map(),
    'E_NOT_A_FUNCTION at map (here): map was given undefined where it needs a function. Pass a function.',
  ),
  row(
    'map of null',
    ({ numbers }: Any) => numbers.map(null),
    'E_NOT_A_FUNCTION at map (here): map was given null where it needs a function. Pass a function.',
  ),
  row(
    'map of a number',
    ({ numbers }: Any) => numbers.map(5),
    'E_NOT_A_FUNCTION at map (here): map was given 5 where it needs a function. Pass a function.',
  ),
  row(
    'map of text',
    ({ numbers }: Any) => numbers.map('x => x'),
    "E_NOT_A_FUNCTION at map (here): map was given 'x => x' where it needs a function. Pass a function.",
  ),
  row(
    'flatMap of nothing',
    ({ numbers }: Any) => numbers.flatMap(),
    'E_NOT_A_FUNCTION at flatMap (here): flatMap was given undefined where it needs a function. Pass a function.',
  ),
  row(
    'filter of nothing',
    ({ numbers }: Any) => numbers.filter(),
    'E_NOT_A_FUNCTION at filter (here): filter was given undefined where it needs a function. Pass a function.',
  ),
  row(
    'mapPartitions of nothing',
    ({ numbers }: Any) => numbers.mapPartitions(),
    'E_NOT_A_FUNCTION at mapPartitions (here): mapPartitions was given undefined where it needs a function. Pass a function.',
  ),
  row(
    'mapPartitionsWithIndex of nothing',
    ({ numbers }: Any) => numbers.mapPartitionsWithIndex(),
    'E_NOT_A_FUNCTION at mapPartitionsWithIndex (here): mapPartitionsWithIndex was given undefined where it needs a function. Pass a function.',
  ),
  row(
    'reduce of nothing',
    ({ numbers }: Any) => numbers.reduce(),
    'E_NOT_A_FUNCTION at reduce (here): reduce was given undefined where it needs a function. Pass a function.',
  ),
  row(
    'reduceByKey of nothing',
    ({ pairs }: Any) => pairs.reduceByKey(),
    'E_NOT_A_FUNCTION at reduceByKey (here): reduceByKey was given undefined where it needs a function. Pass a function.',
  ),
  row(
    'combineByKey without its second function',
    ({ pairs }: Any) => pairs.combineByKey((v: Any) => v),
    'E_NOT_A_FUNCTION at combineByKey (here): combineByKey was given undefined where it needs a function. Pass a function.',
  ),
  row(
    'combineByKey without its third function',
    ({ pairs }: Any) => pairs.combineByKey((v: Any) => v, sum),
    'E_NOT_A_FUNCTION at combineByKey (here): combineByKey was given undefined where it needs a function. Pass a function.',
  ),
  row(
    'mapValues of nothing',
    ({ pairs }: Any) => pairs.mapValues(),
    'E_NOT_A_FUNCTION at mapValues (here): mapValues was given undefined where it needs a function. Pass a function.',
  ),
  row(
    'flatMapValues of nothing',
    ({ pairs }: Any) => pairs.flatMapValues(),
    'E_NOT_A_FUNCTION at flatMapValues (here): flatMapValues was given undefined where it needs a function. Pass a function.',
  ),
  row(
    'partitionBy of a function that is none',
    ({ pairs }: Any) => pairs.partitionBy(2, 5),
    'E_NOT_A_FUNCTION at partitionBy (here): partitionBy was given 5 where it needs a function. Pass a function.',
  ),
  row(
    'transform of nothing',
    ({ numbers }: Any) => numbers.transform(),
    'E_NOT_A_FUNCTION at transform (here): transform was given undefined where it needs a function. Pass a function.',
  ),
  row(
    'transformWith of nothing',
    ({ numbers }: Any) => numbers.transformWith(numbers),
    'E_NOT_A_FUNCTION at transformWith (here): transformWith was given undefined where it needs a function. Pass a function.',
  ),
  row(
    'foreachRDD of nothing',
    ({ numbers }: Any) => numbers.foreachRDD(),
    'E_NOT_A_FUNCTION at foreachRDD (here): foreachRDD was given undefined where it needs a function. Pass a function.',
  ),
  row(
    'foreachPartition of nothing',
    ({ numbers }: Any) => numbers.foreachPartition(),
    'E_NOT_A_FUNCTION at foreachPartition (here): foreachPartition was given undefined where it needs a function. Pass a function.',
  ),
  row(
    'mapAsync of nothing',
    ({ numbers }: Any) => numbers.mapAsync(),
    'E_NOT_A_FUNCTION at mapAsync (here): mapAsync was given undefined where it needs a function. Pass a function.',
  ),
  row(
    'foreachAsync of nothing',
    ({ numbers }: Any) => numbers.foreachAsync(),
    'E_NOT_A_FUNCTION at foreachAsync (here): foreachAsync was given undefined where it needs a function. Pass a function.',
  ),
  row(
    'reduceByWindow of nothing',
    ({ numbers }: Any) => numbers.reduceByWindow(undefined, 2000, 1000),
    'E_NOT_A_FUNCTION at reduceByWindow (here): reduceByWindow was given undefined where it needs a function. Pass a function.',
  ),
  row(
    'reduceByWindow with text as inverse',
    ({ numbers }: Any) => numbers.reduceByWindow(sum, 'x', 2000, 1000),
    "E_DURATION at reduceByWindow (here): window is 'x'. Use a whole number of milliseconds above 0, seconds(10), or text such as '10s'.",
  ),
  row(
    'reduceByKeyAndWindow of nothing',
    ({ pairs }: Any) => pairs.reduceByKeyAndWindow(undefined, 2000),
    'E_NOT_A_FUNCTION at reduceByKeyAndWindow (here): reduceByKeyAndWindow was given undefined where it needs a function. Pass a function.',
  ),
  row(
    'reduceByKeyAndWindow of null',
    ({ pairs }: Any) => pairs.reduceByKeyAndWindow(null, 2000),
    'E_NOT_A_FUNCTION at reduceByKeyAndWindow (here): reduceByKeyAndWindow was given null where it needs a function. Pass a function.',
  ),
  row(
    'reduceByKeyAndWindow with text as inverse',
    ({ pairs }: Any) => pairs.reduceByKeyAndWindow(sum, 'x', 2000, 1000),
    "E_DURATION at reduceByKeyAndWindow (here): window is 'x'. Use a whole number of milliseconds above 0, seconds(10), or text such as '10s'.",
  ),
  row(
    'reduceByKeyAndWindow with options and no function',
    ({ pairs }: Any) => pairs.reduceByKeyAndWindow({ window: 2000 }),
    'E_NOT_A_FUNCTION at reduceByKeyAndWindow (here): reduceByKeyAndWindow was given undefined where it needs a function. Pass a function.',
  ),
  row(
    'reduceByKeyAndWindow with an inverse that is none',
    ({ pairs }: Any) => pairs.reduceByKeyAndWindow({ reduce: sum, inverse: 5, window: 2000 }),
    'E_NOT_A_FUNCTION at reduceByKeyAndWindow (here): reduceByKeyAndWindow was given 5 where it needs a function. Pass a function.',
  ),
  row(
    'reduceByKeyAndWindow with a filter that is none',
    ({ pairs }: Any) => pairs.reduceByKeyAndWindow(sum, less, 2000, 1000, 2, 'x'),
    "E_NOT_A_FUNCTION at reduceByKeyAndWindow (here): reduceByKeyAndWindow was given 'x' where it needs a function. Pass a function.",
  ),
  row(
    'updateStateByKey of nothing',
    ({ pairs }: Any) => pairs.updateStateByKey(),
    'E_NOT_A_FUNCTION at updateStateByKey (here): updateStateByKey was given undefined where it needs a function. Pass a function.',
  ),
  row(
    'updateStateByKey of a number',
    ({ pairs }: Any) => pairs.updateStateByKey(5),
    'E_NOT_A_FUNCTION at updateStateByKey (here): updateStateByKey was given 5 where it needs a function. Pass a function.',
  ),
  row(
    'mapWithState of nothing',
    ({ pairs }: Any) => pairs.mapWithState(),
    'E_ARGUMENT at mapWithState (here): mapWithState was given undefined. Give it a StateSpec: StateSpec.function(f).',
  ),
  row(
    'mapWithState of a function',
    ({ pairs }: Any) => pairs.mapWithState(() => 1),
    'E_ARGUMENT at mapWithState (here): mapWithState was given [Function (anonymous)]. Give it a StateSpec: StateSpec.function(f).',
  ),
  row(
    'mapWithState of an object',
    ({ pairs }: Any) => pairs.mapWithState({ f: () => 1 }),
    'E_ARGUMENT at mapWithState (here): mapWithState was given { f: [Function: f] }. Give it a StateSpec: StateSpec.function(f).',
  ),
  row(
    'StateSpec of nothing',
    ({ pairs }: Any) => pairs.mapWithState((StateSpec as Any).function()),
    'E_NOT_A_FUNCTION at mapWithState (here): mapWithState was given undefined where it needs a function. Pass a function.',
  ),
  row(
    'StateSpec of a number',
    ({ pairs }: Any) => pairs.mapWithState((StateSpec as Any).function(5)),
    'E_NOT_A_FUNCTION at mapWithState (here): mapWithState was given 5 where it needs a function. Pass a function.',
  ),
  row(
    'map of an async function',
    ({ numbers }: Any) => numbers.map(async (x: number) => x),
    'E_ASYNC_FUNCTION at map (here): map was given an async function, and its records may not wait. Use mapAsync(f, { concurrency, ordered }) or foreachAsync(f) for I/O.',
  ),
  row(
    'flatMap of an async function',
    ({ numbers }: Any) => numbers.flatMap(async (x: number) => [x]),
    'E_ASYNC_FUNCTION at flatMap (here): flatMap was given an async function, and its records may not wait. Use mapAsync(f, { concurrency, ordered }) or foreachAsync(f) for I/O.',
  ),
  row(
    'flatMap of an async generator',
    ({ numbers }: Any) =>
      numbers.flatMap(async function* (x: number) {
        yield x
      }),
    'E_ASYNC_FUNCTION at flatMap (here): flatMap was given an async function, and its records may not wait. Use mapAsync(f, { concurrency, ordered }) or foreachAsync(f) for I/O.',
  ),
  row(
    'filter of an async function',
    ({ numbers }: Any) => numbers.filter(async () => true),
    'E_ASYNC_FUNCTION at filter (here): filter was given an async function, and its records may not wait. Use mapAsync(f, { concurrency, ordered }) or foreachAsync(f) for I/O.',
  ),
  row(
    'mapPartitions of an async function',
    ({ numbers }: Any) => numbers.mapPartitions(async (xs: Any) => xs),
    'E_ASYNC_FUNCTION at mapPartitions (here): mapPartitions was given an async function, and its records may not wait. Use mapAsync(f, { concurrency, ordered }) or foreachAsync(f) for I/O.',
  ),
  row(
    'mapPartitionsWithIndex of an async function',
    ({ numbers }: Any) => numbers.mapPartitionsWithIndex(async (_i: Any, xs: Any) => xs),
    'E_ASYNC_FUNCTION at mapPartitionsWithIndex (here): mapPartitionsWithIndex was given an async function, and its records may not wait. Use mapAsync(f, { concurrency, ordered }) or foreachAsync(f) for I/O.',
  ),
  row(
    'reduce of an async function',
    ({ numbers }: Any) => numbers.reduce(async () => 1),
    'E_ASYNC_FUNCTION at reduce (here): reduce was given an async function, and its records may not wait. Use mapAsync(f, { concurrency, ordered }) or foreachAsync(f) for I/O.',
  ),
  row(
    'reduceByWindow of an async function',
    ({ numbers }: Any) => numbers.reduceByWindow(async () => 1, 2000),
    'E_ASYNC_FUNCTION at reduceByWindow (here): reduceByWindow was given an async function, and its records may not wait. Use mapAsync(f, { concurrency, ordered }) or foreachAsync(f) for I/O.',
  ),
  row(
    'reduceByWindow with an async inverse',
    ({ numbers }: Any) => numbers.reduceByWindow(sum, async () => 1, 2000, 1000),
    'E_ASYNC_FUNCTION at reduceByWindow (here): reduceByWindow was given an async function, and its records may not wait. Use mapAsync(f, { concurrency, ordered }) or foreachAsync(f) for I/O.',
  ),
  row(
    'reduceByKey of an async function',
    ({ pairs }: Any) => pairs.reduceByKey(async () => 1),
    'E_ASYNC_FUNCTION at reduceByKey (here): reduceByKey was given an async function, and its records may not wait. Use mapAsync(f, { concurrency, ordered }) or foreachAsync(f) for I/O.',
  ),
  row(
    'combineByKey of an async function',
    ({ pairs }: Any) => pairs.combineByKey(async () => 1, sum, sum),
    'E_ASYNC_FUNCTION at combineByKey (here): combineByKey was given an async function, and its records may not wait. Use mapAsync(f, { concurrency, ordered }) or foreachAsync(f) for I/O.',
  ),
  row(
    'mapValues of an async function',
    ({ pairs }: Any) => pairs.mapValues(async () => 1),
    'E_ASYNC_FUNCTION at mapValues (here): mapValues was given an async function, and its records may not wait. Use mapAsync(f, { concurrency, ordered }) or foreachAsync(f) for I/O.',
  ),
  row(
    'flatMapValues of an async function',
    ({ pairs }: Any) => pairs.flatMapValues(async () => [1]),
    'E_ASYNC_FUNCTION at flatMapValues (here): flatMapValues was given an async function, and its records may not wait. Use mapAsync(f, { concurrency, ordered }) or foreachAsync(f) for I/O.',
  ),
  row(
    'partitionBy of an async function',
    ({ pairs }: Any) => pairs.partitionBy(2, async () => 1),
    'E_ASYNC_FUNCTION at partitionBy (here): partitionBy was given an async function, and its records may not wait. Use mapAsync(f, { concurrency, ordered }) or foreachAsync(f) for I/O.',
  ),
  row(
    'reduceByKeyAndWindow of an async function',
    ({ pairs }: Any) => pairs.reduceByKeyAndWindow(async () => 1, 2000),
    'E_ASYNC_FUNCTION at reduceByKeyAndWindow (here): reduceByKeyAndWindow was given an async function, and its records may not wait. Use mapAsync(f, { concurrency, ordered }) or foreachAsync(f) for I/O.',
  ),
  row(
    'reduceByKeyAndWindow with an async inverse',
    ({ pairs }: Any) => pairs.reduceByKeyAndWindow(sum, async () => 1, 2000, 1000),
    'E_ASYNC_FUNCTION at reduceByKeyAndWindow (here): reduceByKeyAndWindow was given an async function, and its records may not wait. Use mapAsync(f, { concurrency, ordered }) or foreachAsync(f) for I/O.',
  ),
  row(
    'reduceByKeyAndWindow with an async filter',
    ({ pairs }: Any) => pairs.reduceByKeyAndWindow(sum, less, 2000, 1000, 2, async () => true),
    'E_ASYNC_FUNCTION at reduceByKeyAndWindow (here): reduceByKeyAndWindow was given an async function, and its records may not wait. Use mapAsync(f, { concurrency, ordered }) or foreachAsync(f) for I/O.',
  ),
  row(
    'updateStateByKey of an async function',
    ({ pairs }: Any) => pairs.updateStateByKey(async () => 1),
    'E_ASYNC_FUNCTION at updateStateByKey (here): updateStateByKey was given an async function, and its records may not wait. Use mapAsync(f, { concurrency, ordered }) or foreachAsync(f) for I/O.',
  ),
  row(
    'mapWithState of an async function',
    ({ pairs }: Any) => pairs.mapWithState(StateSpec.function(async () => 1)),
    'E_ASYNC_FUNCTION at mapWithState (here): mapWithState was given an async function, and its records may not wait. Use mapAsync(f, { concurrency, ordered }) or foreachAsync(f) for I/O.',
  ),
  row(
    'map whose function answers promises',
    ({ numbers }: Any) => numbers.map(() => Promise.resolve(1)).print(),
    'E_ASYNC_FUNCTION at map (here): the function of map answered a promise, and its records may not wait. Use mapAsync(f, { concurrency, ordered }) or foreachAsync(f) for I/O.',
  ),
  row(
    'flatMap whose function answers promises',
    ({ numbers }: Any) => numbers.flatMap(() => Promise.resolve([1])).print(),
    'E_ASYNC_FUNCTION at flatMap (here): the function of flatMap answered a promise, and its records may not wait. Use mapAsync(f, { concurrency, ordered }) or foreachAsync(f) for I/O.',
  ),
  row(
    'filter whose function answers promises',
    ({ numbers }: Any) => numbers.filter(() => Promise.resolve(true)).print(),
    'E_ASYNC_FUNCTION at filter (here): the function of filter answered a promise, and its records may not wait. Use mapAsync(f, { concurrency, ordered }) or foreachAsync(f) for I/O.',
  ),
  row(
    'reduce whose function answers promises',
    ({ numbers }: Any) => numbers.reduce(() => Promise.resolve(1)).print(),
    'E_ASYNC_FUNCTION at reduce (here): the function of reduce answered a promise, and its records may not wait. Use mapAsync(f, { concurrency, ordered }) or foreachAsync(f) for I/O.',
  ),
  row(
    'mapValues whose function answers promises',
    ({ pairs }: Any) => pairs.mapValues(() => Promise.resolve(1)).print(),
    'E_ASYNC_FUNCTION at mapValues (here): the function of mapValues answered a promise, and its records may not wait. Use mapAsync(f, { concurrency, ordered }) or foreachAsync(f) for I/O.',
  ),
  row(
    'mapPartitions whose function answers promises',
    ({ numbers }: Any) => numbers.mapPartitions(() => Promise.resolve([1])).print(),
    'E_ASYNC_FUNCTION at mapPartitions (here): the function of mapPartitions answered a promise, and its records may not wait. Use mapAsync(f, { concurrency, ordered }) or foreachAsync(f) for I/O.',
  ),
  row(
    'reduceByKey whose function answers promises',
    ({ numbers }: Any) =>
      numbers
        .map((x: Any) => ['k', x])
        .reduceByKey(() => Promise.resolve(1))
        .print(),
    'E_ASYNC_FUNCTION at reduceByKey (here): the function of reduceByKey answered a promise, and its records may not wait. Use mapAsync(f, { concurrency, ordered }) or foreachAsync(f) for I/O.',
  ),
  row(
    'reduceByKeyAndWindow whose function answers promises',
    ({ pairs }: Any) => pairs.reduceByKeyAndWindow(() => Promise.resolve(1), 2000).print(),
    'E_ASYNC_FUNCTION at reduceByKeyAndWindow (here): the function of reduceByKeyAndWindow answered a promise, and its records may not wait. Use mapAsync(f, { concurrency, ordered }) or foreachAsync(f) for I/O.',
  ),
  row(
    'reduceByKeyAndWindow whose inverse answers promises',
    ({ pairs }: Any) => pairs.reduceByKeyAndWindow(sum, () => Promise.resolve(1), 1000).print(),
    'E_ASYNC_FUNCTION at reduceByKeyAndWindow (here): the function of reduceByKeyAndWindow answered a promise, and its records may not wait. Use mapAsync(f, { concurrency, ordered }) or foreachAsync(f) for I/O.',
  ),
  row(
    'reduceByKeyAndWindow whose filter answers promises',
    ({ pairs }: Any) => pairs.reduceByKeyAndWindow(sum, less, 2000, 1000, 2, () => Promise.resolve(true)).print(),
    'E_ASYNC_FUNCTION at reduceByKeyAndWindow (here): the function of reduceByKeyAndWindow answered a promise, and its records may not wait. Use mapAsync(f, { concurrency, ordered }) or foreachAsync(f) for I/O.',
  ),
  row(
    'updateStateByKey whose function answers promises',
    ({ pairs }: Any) => pairs.updateStateByKey(() => Promise.resolve(1)).print(),
    'E_ASYNC_FUNCTION at updateStateByKey (here): the function of updateStateByKey answered a promise, and its records may not wait. Use mapAsync(f, { concurrency, ordered }) or foreachAsync(f) for I/O.',
  ),
  row(
    'mapWithState whose function answers promises',
    ({ pairs }: Any) => pairs.mapWithState(StateSpec.function(() => Promise.resolve(1))).print(),
    'E_ASYNC_FUNCTION at mapWithState (here): the function of mapWithState answered a promise, and its records may not wait. Use mapAsync(f, { concurrency, ordered }) or foreachAsync(f) for I/O.',
  ),
  row(
    'flatMap whose function answers a number',
    ({ numbers }: Any) => numbers.flatMap(() => 5).print(),
    'E_USER_FUNCTION at flatMap (here): the function of flatMap answered 5 where it needs an iterable (record 1, partition 0, attempt 4 of 4). Answer an array or another iterable; [] for nothing.',
  ),
  row(
    'flatMap whose function answers nothing',
    ({ numbers }: Any) => numbers.flatMap((_x: Any): Any => undefined).print(),
    'E_USER_FUNCTION at flatMap (here): the function of flatMap answered undefined where it needs an iterable (record 1, partition 0, attempt 4 of 4). Answer an array or another iterable; [] for nothing.',
  ),
  row(
    'flatMapValues whose function answers a number',
    ({ pairs }: Any) => pairs.flatMapValues(() => 5).print(),
    "E_USER_FUNCTION at flatMapValues (here): the function of flatMapValues answered 5 where it needs an iterable (record [ 'a', 1 ], partition 0, attempt 4 of 4). Answer an array or another iterable; [] for nothing.",
  ),
  row(
    'mapPartitions whose function answers a number',
    ({ numbers }: Any) => numbers.mapPartitions(() => 5).print(),
    'E_USER_FUNCTION at mapPartitions (here): the function answered 5 where an iterable is needed. Answer an array, or write a generator function.',
  ),
  row(
    'updateStateByKey of partitions that answers a number',
    ({ pairs }: Any) => pairs.updateStateByKey((_all: Any) => 5, 2, true).print(),
    'E_USER_FUNCTION at updateStateByKey (here): the function of updateStateByKey answered 5 where it needs an iterable (partition 0, attempt 4 of 4). Answer an array or another iterable; [] for nothing.',
  ),
  row(
    'updateStateByKey of partitions that answers no pairs',
    ({ pairs }: Any) => pairs.updateStateByKey((_all: Any) => [5], 2, true).print(),
    'E_NOT_A_PAIR at updateStateByKey (here): updateStateByKey was given 5 where it needs a [key, value] pair. Make pairs with map((x) => [key, value]) first.',
  ),
  row(
    'partitionBy whose function answers text',
    ({ pairs }: Any) => pairs.partitionBy(2, (key: Any) => key).print(),
    "E_ARGUMENT at partitionBy (here): the partition function answered 'a' for key 'a'. Answer a whole number.",
  ),
]

holds(import.meta.url, rows, someStreams)
