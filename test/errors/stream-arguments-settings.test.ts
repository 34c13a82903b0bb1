import { StateSpec, StorageLevel } from '../../src/index.ts'
import { holds, row } from './row.ts'
import { someStreams } from './streams.ts'

// Programs in plain JavaScript give anything.
type Any = any

const rows = [
  row(
    'print of -1',
    ({ numbers }: Any) => numbers.print(-1),
    'E_ARGUMENT at print (here): the number is -1. Use a whole number of at least 0.',
  ),
  row(
    "print of '5'",
    ({ numbers }: Any) => numbers.print('5'),
    "E_ARGUMENT at print (here): the number is '5'. Use a whole number of at least 0.",
  ),
  row(
    'print of NaN',
    ({ numbers }: Any) => numbers.print(Number.NaN),
    'E_ARGUMENT at print (here): the number is NaN. Use a whole number of at least 0.',
  ),
  row(
    'print of Infinity',
    ({ numbers }: Any) => numbers.print(Number.POSITIVE_INFINITY),
    'E_ARGUMENT at print (here): the number is Infinity. Use a whole number of at least 0.',
  ),
  row(
    'print of 1.5',
    ({ numbers }: Any) => numbers.print(1.5),
    'E_ARGUMENT at print (here): the number is 1.5. Use a whole number of at least 0.',
  ),
  row(
    'print of null',
    ({ numbers }: Any) => numbers.print(null),
    'E_ARGUMENT at print (here): the number is null. Use a whole number of at least 0.',
  ),
  row(
    'pprint of -1',
    ({ numbers }: Any) => numbers.pprint(-1),
    'E_ARGUMENT at pprint (here): the number is -1. Use a whole number of at least 0.',
  ),
  row(
    "pprint of '5'",
    ({ numbers }: Any) => numbers.pprint('5'),
    "E_ARGUMENT at pprint (here): the number is '5'. Use a whole number of at least 0.",
  ),
  row(
    'saveAsTextFiles of a number',
    ({ numbers }: Any) => numbers.saveAsTextFiles(5),
    'E_ARGUMENT at saveAsTextFiles (here): the prefix is 5. Use a part of a path, or null for none.',
  ),
  row(
    'saveAsTextFiles of an object',
    ({ numbers }: Any) => numbers.saveAsTextFiles({}),
    'E_ARGUMENT at saveAsTextFiles (here): the prefix is {}. Use a part of a path, or null for none.',
  ),
  row(
    'saveAsTextFiles of a path with NUL',
    ({ numbers }: Any) => numbers.saveAsTextFiles('/a\0b'),
    "E_ARGUMENT at saveAsTextFiles (here): the prefix is '/a\\u0000b'. Use a part of a path, or null for none.",
  ),
  row(
    'saveAsTextFiles with a suffix that is a number',
    ({ numbers }: Any) => numbers.saveAsTextFiles('/out/a', 5),
    'E_ARGUMENT at saveAsTextFiles (here): the suffix is 5. Use a part of a path, or null for none.',
  ),
  row(
    'saveAsTextFiles under a file',
    ({ numbers, run }: Any) => {
      run.files.write('/file', 'x')
      numbers.saveAsTextFiles('/file/out')
    },
    "E_OUTPUT_UNWRITABLE at saveAsTextFiles (here): cannot write /file/out-1000: EEXIST: file already exists, mkdir '/file/out-1000/_temporary'. A part of the path is a file: choose another path.",
  ),
  row(
    'saveAsObjectFiles of a number',
    ({ numbers }: Any) => numbers.saveAsObjectFiles(5),
    'E_ARGUMENT at saveAsObjectFiles (here): the prefix is 5. Use a part of a path, or null for none.',
  ),
  row(
    'saveAsObjectFiles of functions',
    ({ numbers }: Any) => numbers.map(() => () => 1).saveAsObjectFiles('/out'),
    'E_USER_FUNCTION at saveAsObjectFiles (here): () => 1 could not be cloned. (partition 0, attempt 4 of 4).',
  ),
  row(
    'persist of text',
    ({ numbers }: Any) => numbers.persist('MEMORY_ONLY'),
    "E_ARGUMENT at persist (here): the storage level is 'MEMORY_ONLY'. Use a level of StorageLevel, such as StorageLevel.MEMORY_ONLY.",
  ),
  row(
    'persist of null',
    ({ numbers }: Any) => numbers.persist(null),
    'E_ARGUMENT at persist (here): the storage level is null. Use a level of StorageLevel, such as StorageLevel.MEMORY_ONLY.',
  ),
  row(
    'persist of a window of text',
    ({ numbers }: Any) => numbers.window(2000).persist('MEMORY_ONLY'),
    "E_ARGUMENT at persist (here): the storage level is 'MEMORY_ONLY'. Use a level of StorageLevel, such as StorageLevel.MEMORY_ONLY.",
  ),
  row(
    'persist twice',
    ({ ssc }: Any) => ssc.queueStream([]).persist(StorageLevel.MEMORY_ONLY).persist(StorageLevel.DISK_ONLY),
    'E_LEVEL_ASSIGNED at queueStream (here): the level is MEMORY_ONLY and would become DISK_ONLY. Call persist once.',
  ),
  row(
    'checkpoint without a directory',
    async ({ ssc }: Any) => {
      ssc.queueStream([]).checkpoint(1000)
      try {
        await ssc.start()
      } finally {
        ssc.checkpoint('/checkpoints')
      }
    },
    'E_CHECKPOINT_DIR at queueStream (here): the stream is to be checkpointed each 1000 ms. Set a directory with checkpoint(directory) of the streaming context.',
  ),
  row(
    'checkpoint of the context of a number',
    ({ ssc }: Any) => ssc.checkpoint(5),
    'E_ARGUMENT at checkpoint (here): the directory is 5. Use a path, or null for none.',
  ),
  row(
    'named nothing',
    ({ numbers }: Any) => numbers.named(),
    'E_ARGUMENT at named (here): the name is undefined. Use a text that is not empty.',
  ),
  row(
    "named ''",
    ({ numbers }: Any) => numbers.named(''),
    "E_ARGUMENT at named (here): the name is ''. Use a text that is not empty.",
  ),
  row(
    'named 5',
    ({ numbers }: Any) => numbers.named(5),
    'E_ARGUMENT at named (here): the name is 5. Use a text that is not empty.',
  ),
  row(
    'named as another',
    ({ ssc }: Any) => {
      ssc.queueStream([]).named('one')
      ssc.constantStream(ssc.sparkContext.parallelize([])).named('one')
    },
    "E_NAME_TAKEN at constantStream (here): 'one' is the name of queueStream (here). Give each operator a name of its own.",
  ),
  row(
    'mapAsync with concurrency 0',
    ({ numbers }: Any) => numbers.mapAsync((x: Any) => x, { concurrency: 0 }),
    'E_ARGUMENT at mapAsync (here): concurrency is 0. Use a whole number of at least 1.',
  ),
  row(
    'mapAsync with null options',
    ({ numbers }: Any) => numbers.mapAsync((x: Any) => x, null),
    'E_ARGUMENT at mapAsync (here): the options are null. Use { concurrency, ordered }, or nothing.',
  ),
  row(
    "foreachAsync with concurrency '2'",
    ({ numbers }: Any) => numbers.foreachAsync((x: Any) => x, { concurrency: '2' }),
    "E_ARGUMENT at foreachAsync (here): concurrency is '2'. Use a whole number of at least 1.",
  ),
  row(
    'a listener that is nothing',
    ({ ssc }: Any) => ssc.addStreamingListener(),
    'E_ARGUMENT at addStreamingListener (here): the listener is undefined. Use an object with the methods to be called.',
  ),
  row(
    'a listener that is a number',
    ({ ssc }: Any) => ssc.addStreamingListener(5),
    'E_ARGUMENT at addStreamingListener (here): the listener is 5. Use an object with the methods to be called.',
  ),
  row(
    'StateSpec into 0',
    ({ pairs }: Any) => pairs.mapWithState(StateSpec.function(() => 1).numPartitions(0)),
    'E_ARGUMENT at mapWithState (here): mapWithState was asked for 0 partitions. Use a whole number of at least 1.',
  ),
  row(
    "StateSpec into '2'",
    ({ pairs }: Any) => pairs.mapWithState((StateSpec as Any).function(() => 1).numPartitions('2')),
    "E_ARGUMENT at mapWithState (here): the partitioner is '2'. Use a number of partitions or a Partitioner.",
  ),
  row(
    'StateSpec by an object',
    ({ pairs }: Any) => pairs.mapWithState((StateSpec as Any).function(() => 1).partitioner({})).print(),
    'E_ARGUMENT at mapWithState (here): the partitioner is {}. Use a number of partitions or a Partitioner.',
  ),
  row(
    'StateSpec with an initial state of 5',
    ({ pairs }: Any) => pairs.mapWithState((StateSpec as Any).function(() => 1).initialState(5)).print(),
    'E_ARGUMENT at mapWithState (here): the initial state is 5. Give an RDD of [key, state] pairs, or an array of them.',
  ),
  row(
    'StateSpec with an initial state of no pairs',
    ({ pairs }: Any) => pairs.mapWithState((StateSpec as Any).function(() => 1).initialState([5])).print(),
    'E_NOT_A_PAIR at mapWithState (here): mapWithState was given 5 where it needs a [key, value] pair. Make pairs with map((x) => [key, value]) first.',
  ),
  row(
    'StateSpec with an initial state of another context',
    ({ pairs, other }: Any) =>
      pairs.mapWithState(StateSpec.function(() => 1).initialState(other.sc.parallelize([['a', 1]]))).print(),
    'E_CONTEXT_MISMATCH at mapWithState (here): the initial state is an RDD of another SparkContext. Make the RDDs with the sparkContext of this streaming context.',
  ),
  row(
    "StateSpec swept 'sometimes'",
    ({ pairs }: Any) => pairs.mapWithState((StateSpec as Any).function(() => 1).sweep('sometimes')),
    "E_ARGUMENT at sweep (here): when is 'sometimes'. Use 'checkpoint' or 'everyBatch'.",
  ),
  row(
    'updateStateByKey into 0',
    ({ pairs }: Any) => pairs.updateStateByKey(() => 1, 0),
    'E_ARGUMENT at updateStateByKey (here): updateStateByKey was asked for 0 partitions. Use a whole number of at least 1.',
  ),
  row(
    "updateStateByKey into 'x'",
    ({ pairs }: Any) => pairs.updateStateByKey(() => 1, 'x'),
    "E_ARGUMENT at updateStateByKey (here): the partitioner is 'x'. Use a number of partitions or a Partitioner.",
  ),
  row(
    'updateStateByKey with an initial state of 5',
    ({ pairs }: Any) => pairs.updateStateByKey(() => 1, 2, 5).print(),
    'E_ARGUMENT at updateStateByKey (here): the initial state is 5. Give an RDD of [key, state] pairs, or an array of them.',
  ),
  row(
    'updateStateByKey with an initial state of no pairs',
    ({ pairs }: Any) => pairs.updateStateByKey(() => 1, 2, [5]).print(),
    'E_NOT_A_PAIR at updateStateByKey (here): updateStateByKey was given 5 where it needs a [key, value] pair. Make pairs with map((x) => [key, value]) first.',
  ),
  row(
    'updateStateByKey with an initial state of another context',
    ({ pairs, other }: Any) => pairs.updateStateByKey(() => 1, 2, other.sc.parallelize([['a', 1]])).print(),
    'E_CONTEXT_MISMATCH at updateStateByKey (here): the initial state is an RDD of another SparkContext. Make the RDDs with the sparkContext of this streaming context.',
  ),
  row(
    'slice before the start',
    ({ numbers }: Any) => numbers.slice(0, 1000),
    'E_NOT_STARTED at slice (here): slice was asked of memoryStream-0, which no batch has reached. Start the context first, with an output operation that needs this stream.',
  ),
  row(
    'compute before the start',
    ({ numbers }: Any) => numbers.compute(1000),
    'E_NOT_STARTED at compute (here): compute was asked of memoryStream-0, which no batch has reached. Start the context first, with an output operation that needs this stream.',
  ),
  row(
    'slice of nothing',
    async ({ numbers, run }: Any) => {
      await run.tick()
      await numbers.slice()
    },
    'E_ARGUMENT at slice (here): from is undefined. Use a Time, a Date, or a number of milliseconds since 1970.',
  ),
  row(
    "slice from 'x'",
    async ({ numbers, run }: Any) => {
      await run.tick()
      await numbers.slice('x', 1000)
    },
    "E_ARGUMENT at slice (here): from is 'x'. Use a Time, a Date, or a number of milliseconds since 1970.",
  ),
  row(
    'slice to a Date that is none',
    async ({ numbers, run }: Any) => {
      await run.tick()
      await numbers.slice(0, new Date('x'))
    },
    'E_ARGUMENT at slice (here): to is Invalid Date. Use a Time, a Date, or a number of milliseconds since 1970.',
  ),
  row(
    'compute of text',
    async ({ numbers, run }: Any) => {
      await run.tick()
      await numbers.compute('x')
    },
    "E_ARGUMENT at compute (here): the time is 'x'. Use a Time, a Date, or a number of milliseconds since 1970.",
  ),
]

holds(import.meta.url, rows, someStreams)
