import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StateSpec } from '../../src/index.ts'
import { TestRun } from '../../src/testing/index.ts'
import { holds, row } from './row.ts'
import { noOutputs, someStreams } from './streams.ts'

// Programs in plain JavaScript give anything.
type Any = any
const sum = (a: number, b: number): number => a + b

const rows = [
  row(
    'a second start',
    async ({ ssc, run }: Any) => {
      await run.tick()
      await ssc.start()
    },
    'E_STARTED at start (here): this streaming context was started before. Call start once.',
  ),
  row(
    'two starts at once',
    async ({ ssc, run }: Any) => {
      const first = run.tick()
      try {
        await ssc.start()
      } finally {
        await first
      }
    },
    'E_STARTED at start (here): this streaming context was started before. Call start once.',
  ),
  row(
    'start after stop',
    async ({ ssc }: Any) => {
      await ssc.stop()
      await ssc.start()
    },
    'E_STOPPED at start (here): this streaming context was stopped. Make a new StreamingContext.',
  ),
  row(
    'start of a stopped SparkContext',
    async ({ ssc, sc }: Any) => {
      await sc.stop()
      try {
        await ssc.start()
      } finally {
        await ssc.stop()
      }
    },
    'E_CONTEXT_STOPPED at start (here): this SparkContext was stopped. Make a new SparkContext.',
  ),
  row(
    'map after start',
    async ({ numbers, run }: Any) => {
      await run.tick()
      numbers.map((x: Any) => x)
    },
    'E_GRAPH_CLOSED at map (here): map was called after the streaming context was started. Define all streams and output operations before start.',
  ),
  row(
    'window after start',
    async ({ numbers, run }: Any) => {
      await run.tick()
      numbers.window(1500)
    },
    'E_GRAPH_CLOSED at window (here): window was called after the streaming context was started. Define all streams and output operations before start.',
  ),
  row(
    'print after start',
    async ({ numbers, run }: Any) => {
      await run.tick()
      numbers.print()
    },
    'E_GRAPH_CLOSED at print (here): print was called after the streaming context was started. Define all streams and output operations before start.',
  ),
  row(
    'foreachRDD after start',
    async ({ numbers, run }: Any) => {
      await run.tick()
      numbers.foreachRDD(() => {})
    },
    'E_GRAPH_CLOSED at foreachRDD (here): foreachRDD was called after the streaming context was started. Define all streams and output operations before start.',
  ),
  row(
    'union after start',
    async ({ numbers, run }: Any) => {
      await run.tick()
      numbers.union(numbers)
    },
    'E_GRAPH_CLOSED at union (here): union was called after the streaming context was started. Define all streams and output operations before start.',
  ),
  row(
    'union of the context after start',
    async ({ numbers, ssc, run }: Any) => {
      await run.tick()
      ssc.union(numbers, numbers)
    },
    'E_GRAPH_CLOSED at union (here): union was called after the streaming context was started. Define all streams and output operations before start.',
  ),
  row(
    'transform of the context after start',
    async ({ numbers, ssc, run }: Any) => {
      await run.tick()
      ssc.transform([numbers], ([a]: Any) => a)
    },
    'E_GRAPH_CLOSED at transform (here): transform was called after the streaming context was started. Define all streams and output operations before start.',
  ),
  row(
    'join after start',
    async ({ pairs, run }: Any) => {
      await run.tick()
      pairs.join(pairs)
    },
    'E_GRAPH_CLOSED at join (here): join was called after the streaming context was started. Define all streams and output operations before start.',
  ),
  row(
    'reduceByKeyAndWindow after start',
    async ({ pairs, run }: Any) => {
      await run.tick()
      pairs.reduceByKeyAndWindow(sum, 2000)
    },
    'E_GRAPH_CLOSED at reduceByKeyAndWindow (here): reduceByKeyAndWindow was called after the streaming context was started. Define all streams and output operations before start.',
  ),
  row(
    'updateStateByKey after start',
    async ({ pairs, run }: Any) => {
      await run.tick()
      pairs.updateStateByKey(() => 1)
    },
    'E_GRAPH_CLOSED at updateStateByKey (here): updateStateByKey was called after the streaming context was started. Define all streams and output operations before start.',
  ),
  row(
    'mapWithState after start',
    async ({ pairs, run }: Any) => {
      await run.tick()
      pairs.mapWithState(StateSpec.function(() => 1))
    },
    'E_GRAPH_CLOSED at mapWithState (here): mapWithState was called after the streaming context was started. Define all streams and output operations before start.',
  ),
  row(
    'mapValues after start',
    async ({ pairs, run }: Any) => {
      await run.tick()
      pairs.mapValues((x: Any) => x)
    },
    'E_GRAPH_CLOSED at mapValues (here): mapValues was called after the streaming context was started. Define all streams and output operations before start.',
  ),
  row(
    'socketTextStream after start',
    async ({ ssc, run }: Any) => {
      await run.tick()
      ssc.socketTextStream('localhost', 9999)
    },
    'E_GRAPH_CLOSED at socketTextStream (here): socketTextStream was called after the streaming context was started. Define all streams and output operations before start.',
  ),
  row(
    'queueStream after start',
    async ({ ssc, run }: Any) => {
      await run.tick()
      ssc.queueStream([])
    },
    'E_GRAPH_CLOSED at queueStream (here): queueStream was called after the streaming context was started. Define all streams and output operations before start.',
  ),
  row(
    'constantStream after start',
    async ({ ssc, sc, run }: Any) => {
      await run.tick()
      ssc.constantStream(sc.parallelize([1]))
    },
    'E_GRAPH_CLOSED at constantStream (here): constantStream was called after the streaming context was started. Define all streams and output operations before start.',
  ),
  row(
    'textFileStream after start',
    async ({ ssc, run }: Any) => {
      await run.tick()
      ssc.textFileStream('/in')
    },
    'E_GRAPH_CLOSED at textFileStream (here): textFileStream was called after the streaming context was started. Define all streams and output operations before start.',
  ),
  row(
    'inputStream after start',
    async ({ ssc, run }: Any) => {
      await run.tick()
      ssc.inputStream({ compute: () => undefined })
    },
    'E_GRAPH_CLOSED at inputStream (here): inputStream was called after the streaming context was started. Define all streams and output operations before start.',
  ),
  row(
    'persist after start',
    async ({ numbers, run }: Any) => {
      await run.tick()
      numbers.persist()
    },
    'E_GRAPH_CLOSED at persist (here): persist was called after the streaming context was started. Define all streams and output operations before start.',
  ),
  row(
    'cache after start',
    async ({ numbers, run }: Any) => {
      await run.tick()
      numbers.cache()
    },
    'E_GRAPH_CLOSED at cache (here): cache was called after the streaming context was started. Define all streams and output operations before start.',
  ),
  row(
    'checkpoint after start',
    async ({ numbers, run }: Any) => {
      await run.tick()
      numbers.checkpoint(1000)
    },
    'E_GRAPH_CLOSED at checkpoint (here): checkpoint was called after the streaming context was started. Define all streams and output operations before start.',
  ),
  row(
    'named after start',
    async ({ numbers, run }: Any) => {
      await run.tick()
      numbers.named('n')
    },
    'E_GRAPH_CLOSED at named (here): named was called after the streaming context was started. Define all streams and output operations before start.',
  ),
  row(
    'remember after start',
    async ({ ssc, run }: Any) => {
      await run.tick()
      ssc.remember(1000)
    },
    'E_GRAPH_CLOSED at remember (here): remember was called after the streaming context was started. Define all streams and output operations before start.',
  ),
  row(
    'map after stop',
    async ({ numbers, ssc }: Any) => {
      await ssc.stop()
      numbers.map((x: Any) => x)
    },
    'E_GRAPH_CLOSED at map (here): map was called after the streaming context was stopped. Define all streams and output operations before start.',
  ),
  row(
    'print after stop',
    async ({ numbers, ssc }: Any) => {
      await ssc.stop()
      numbers.print()
    },
    'E_GRAPH_CLOSED at print (here): print was called after the streaming context was stopped. Define all streams and output operations before start.',
  ),
  row(
    'queueStream after stop',
    async ({ ssc }: Any) => {
      await ssc.stop()
      ssc.queueStream([])
    },
    'E_GRAPH_CLOSED at queueStream (here): queueStream was called after the streaming context was stopped. Define all streams and output operations before start.',
  ),
  row(
    'a stream made in foreachRDD',
    ({ numbers }: Any) => numbers.foreachRDD(() => numbers.map((x: Any) => x)),
    'E_GRAPH_CLOSED at map (here): map was called after the streaming context was started. Define all streams and output operations before start.',
  ),
  row(
    'a start in foreachRDD',
    ({ numbers, ssc }: Any) => numbers.foreachRDD(() => ssc.start()),
    'E_STARTED at start (here): this streaming context was started before. Call start once.',
  ),
]

const whole = [
  row(
    'start without an output operation',
    ({ ssc }: Any) => ssc.start(),
    'E_NO_OUTPUT at start (here): no output operation is defined, so there is nothing to do. Call print, foreachRDD or another output operation on a stream before start.',
  ),
  row(
    'start of several mistakes',
    async ({ ssc }: Any) => {
      const queue = ssc.queueStream([]).checkpoint(1000)
      try {
        await ssc.start()
      } finally {
        ssc.checkpoint('/checkpoints')
        assert.equal(queue.checkpointInterval, 1000)
      }
    },
    'E_NO_OUTPUT at start (here): 2 things must be mended before the start\n  1. E_NO_OUTPUT at start (here): no output operation is defined, so there is nothing to do. Call print, foreachRDD or another output operation on a stream before start.\n  2. E_CHECKPOINT_DIR at queueStream (here): the stream is to be checkpointed each 1000 ms. Set a directory with checkpoint(directory) of the streaming context.',
  ),
  row(
    'start while another context is active',
    async ({ ssc, numbers, active }: Any) => {
      active.numbers.print()
      await active.ssc.start()
      numbers.print()
      try {
        await ssc.start()
      } finally {
        await active.ssc.stop()
      }
    },
    'E_CONTEXT_ACTIVE at start (here): another streaming context of this process is active: start (here). Stop it first, or set spark.driver.allowMultipleContexts to true.',
  ),
]

holds(import.meta.url, rows, someStreams)
holds(import.meta.url, whole, noOutputs)

test('a slice without an end ends with the last batch', async () => {
  await using run = new TestRun()
  run.ssc.remember('1m')
  const { stream } = run.input([1], [2])
  run.collect(stream)
  await run.tick(2)
  const rdds = await stream.slice(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)
  assert.deepEqual(await Promise.all(rdds.map((rdd) => rdd.collect())), [[1], [2]])
})
