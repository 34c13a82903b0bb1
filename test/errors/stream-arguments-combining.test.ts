import { HashPartitioner } from '../../src/index.ts'
import { holds, row } from './row.ts'
import { someStreams } from './streams.ts'

// Programs in plain JavaScript give anything.
type Any = any
const sum = (a: number, b: number): number => a + b

const rows = [
  row(
    'repartition into 0',
    ({ numbers }: Any) => numbers.repartition(0),
    'E_ARGUMENT at repartition (here): repartition was asked for 0 partitions. Use a whole number of at least 1.',
  ),
  row(
    "repartition into '2'",
    ({ numbers }: Any) => numbers.repartition('2'),
    "E_ARGUMENT at repartition (here): repartition was asked for '2' partitions. Use a whole number of at least 1.",
  ),
  row(
    'repartition into nothing',
    ({ numbers }: Any) => numbers.repartition(),
    'E_ARGUMENT at repartition (here): repartition was asked for undefined partitions. Use a whole number of at least 1.',
  ),
  row(
    'repartition by a partitioner',
    ({ numbers }: Any) => numbers.repartition(new HashPartitioner(2)).print(),
    'E_ARGUMENT at repartition (here): repartition was asked for HashPartitioner { numPartitions: 2 } partitions. Use a whole number of at least 1.',
  ),
  row(
    'repartition into 1e12',
    ({ numbers }: Any) => numbers.repartition(1e12),
    'E_ARGUMENT at repartition (here): repartition was asked for 1000000000000 partitions. Use at most 1000000.',
  ),
  row(
    'groupByKey into NaN',
    ({ pairs }: Any) => pairs.groupByKey(Number.NaN),
    'E_ARGUMENT at groupByKey (here): groupByKey was asked for NaN partitions. Use a whole number of at least 1.',
  ),
  row(
    'groupByKey by an object',
    ({ pairs }: Any) => pairs.groupByKey({}).print(),
    'E_ARGUMENT at groupByKey (here): the partitioner is {}. Use a number of partitions or a Partitioner.',
  ),
  row(
    'countByValue into -1',
    ({ numbers }: Any) => numbers.countByValue(-1),
    'E_ARGUMENT at countByValue (here): countByValue was asked for -1 partitions. Use a whole number of at least 1.',
  ),
  row(
    'reduceByKey into null',
    ({ pairs }: Any) => pairs.reduceByKey(sum, null),
    'E_ARGUMENT at reduceByKey (here): the partitioner is null. Use a number of partitions or a Partitioner.',
  ),
  row(
    'partitionBy nothing',
    ({ pairs }: Any) => pairs.partitionBy(),
    'E_ARGUMENT at partitionBy (here): the partitioner is undefined. Use a number of partitions or a Partitioner.',
  ),
  row(
    'partitionBy a partitioner and a function',
    ({ pairs }: Any) => pairs.partitionBy(new HashPartitioner(2), () => 1),
    'E_ARGUMENT at partitionBy (here): partitionBy was given a partitioner and a function. Give a number of partitions together with a function, or a partitioner alone.',
  ),
  row(
    'combineByKey into 0',
    ({ pairs }: Any) => pairs.combineByKey((v: Any) => v, sum, sum, 0),
    'E_ARGUMENT at combineByKey (here): combineByKey was asked for 0 partitions. Use a whole number of at least 1.',
  ),
  row(
    'union of nothing',
    ({ numbers }: Any) => numbers.union(),
    'E_ARGUMENT at union (here): union was given undefined where it needs a stream. Give a DStream; an RDD is combined with each batch by transform((rdd) => ...).',
  ),
  row(
    'union of a number',
    ({ numbers }: Any) => numbers.union(5),
    'E_ARGUMENT at union (here): union was given 5 where it needs a stream. Give a DStream; an RDD is combined with each batch by transform((rdd) => ...).',
  ),
  row(
    'union of an array',
    ({ numbers }: Any) => numbers.union([1]),
    'E_ARGUMENT at union (here): union was given [ 1 ] where it needs a stream. Give a DStream; an RDD is combined with each batch by transform((rdd) => ...).',
  ),
  row(
    'union of an RDD',
    ({ numbers, sc }: Any) => numbers.union(sc.parallelize([1])),
    'E_ARGUMENT at union (here): union was given RDD { context: SparkContext { conf: SparkConf {}, environme… where it needs a stream. Give a DStream; an RDD is combined with each batch by transform((rdd) => ...).',
  ),
  row(
    'union of another context',
    ({ numbers, other }: Any) => numbers.union(other.input().stream),
    'E_CONTEXT_MISMATCH at union (here): memoryStream-0 and memoryStream-0 belong to different contexts. Make both streams from one StreamingContext.',
  ),
  row(
    'union of another slide',
    ({ numbers }: Any) => numbers.union(numbers.window(2000, 2000)),
    'E_SLIDES_DIFFER at union (here): the slide of memoryStream-0 is 1000 ms and that of window-0 is 2000 ms. Give both the same slide, for example by a window.',
  ),
  row(
    'join of nothing',
    ({ pairs }: Any) => pairs.join(),
    'E_ARGUMENT at join (here): join was given undefined where it needs a stream. Give a DStream; an RDD is combined with each batch by transform((rdd) => ...).',
  ),
  row(
    'join of an RDD',
    ({ pairs, sc }: Any) => pairs.join(sc.parallelize([['a', 1]])),
    'E_ARGUMENT at join (here): join was given RDD { context: SparkContext { conf: SparkConf {}, environme… where it needs a stream. Give a DStream; an RDD is combined with each batch by transform((rdd) => ...).',
  ),
  row(
    'join into 0',
    ({ pairs }: Any) => pairs.join(pairs, 0),
    'E_ARGUMENT at join (here): join was asked for 0 partitions. Use a whole number of at least 1.',
  ),
  row(
    'join of another slide',
    ({ pairs }: Any) => pairs.join(pairs.window(2000, 2000)),
    'E_SLIDES_DIFFER at join (here): the slide of memoryStream-1 is 1000 ms and that of window-0 is 2000 ms. Give both the same slide, for example by a window.',
  ),
  row(
    'leftOuterJoin of null',
    ({ pairs }: Any) => pairs.leftOuterJoin(null),
    'E_ARGUMENT at leftOuterJoin (here): leftOuterJoin was given null where it needs a stream. Give a DStream; an RDD is combined with each batch by transform((rdd) => ...).',
  ),
  row(
    'rightOuterJoin of a number',
    ({ pairs }: Any) => pairs.rightOuterJoin(5),
    'E_ARGUMENT at rightOuterJoin (here): rightOuterJoin was given 5 where it needs a stream. Give a DStream; an RDD is combined with each batch by transform((rdd) => ...).',
  ),
  row(
    'fullOuterJoin of an object',
    ({ pairs }: Any) => pairs.fullOuterJoin({}),
    'E_ARGUMENT at fullOuterJoin (here): fullOuterJoin was given {} where it needs a stream. Give a DStream; an RDD is combined with each batch by transform((rdd) => ...).',
  ),
  row(
    'cogroup of text',
    ({ pairs }: Any) => pairs.cogroup('x'),
    "E_ARGUMENT at cogroup (here): cogroup was given 'x' where it needs a stream. Give a DStream; an RDD is combined with each batch by transform((rdd) => ...).",
  ),
  row(
    'transformWith a number',
    ({ numbers }: Any) => numbers.transformWith(5, (a: Any) => a),
    'E_ARGUMENT at transformWith (here): transformWith was given 5 where it needs a stream. Give a DStream; an RDD is combined with each batch by transform((rdd) => ...).',
  ),
  row(
    'transformWith nothing',
    ({ numbers }: Any) => numbers.transformWith(undefined, (a: Any) => a),
    'E_ARGUMENT at transformWith (here): transformWith was given undefined where it needs a stream. Give a DStream; an RDD is combined with each batch by transform((rdd) => ...).',
  ),
  row(
    'transformWith another context',
    ({ numbers, other }: Any) => numbers.transformWith(other.input().stream, (a: Any) => a),
    'E_CONTEXT_MISMATCH at transformWith (here): memoryStream-0 and memoryStream-0 belong to different contexts. Make both streams from one StreamingContext.',
  ),
  row(
    'union of the context of nothing',
    ({ ssc }: Any) => ssc.union(),
    'E_ARGUMENT at union (here): union was given no stream. Pass at least one stream.',
  ),
  row(
    'union of the context of an empty array',
    ({ ssc }: Any) => ssc.union([]),
    'E_ARGUMENT at union (here): union was given no stream. Pass at least one stream.',
  ),
  row(
    'union of the context of null',
    ({ ssc }: Any) => ssc.union(null),
    'E_ARGUMENT at union (here): union was given null where it needs a stream. Give a DStream; an RDD is combined with each batch by transform((rdd) => ...).',
  ),
  row(
    'union of the context of numbers',
    ({ ssc, numbers }: Any) => ssc.union(numbers, 5),
    'E_ARGUMENT at union (here): union was given 5 where it needs a stream. Give a DStream; an RDD is combined with each batch by transform((rdd) => ...).',
  ),
  row(
    'union of the context of streams of another',
    ({ ssc, other }: Any) => ssc.union(other.input().stream),
    'E_CONTEXT_MISMATCH at union (here): memoryStream-0 belongs to another context. Call it on the StreamingContext that made the streams.',
  ),
  row(
    'transform of the context of nothing',
    ({ ssc }: Any) => ssc.transform(),
    'E_ARGUMENT at transform (here): transform was given undefined where it needs streams. Give an array of streams, and then the function.',
  ),
  row(
    'transform of the context of no stream',
    ({ ssc }: Any) => ssc.transform([], () => 1),
    'E_ARGUMENT at transform (here): transform was given no stream. Pass at least one stream.',
  ),
  row(
    'transform of the context of numbers',
    ({ ssc }: Any) => ssc.transform([5], () => 1),
    'E_ARGUMENT at transform (here): transform was given 5 where it needs a stream. Give a DStream; an RDD is combined with each batch by transform((rdd) => ...).',
  ),
  row(
    'transform of the context without function',
    ({ ssc, numbers }: Any) => ssc.transform([numbers]),
    'E_NOT_A_FUNCTION at transform (here): transform was given undefined where it needs a function. Pass a function.',
  ),
  row(
    'transform that answers null',
    ({ numbers }: Any) => numbers.transform(() => null).print(),
    'E_TRANSFORM_NULL at transform (here): the function answered null in the batch of 1000 ms. Answer an RDD; for no records, answer sc.emptyRDD().',
  ),
  row(
    'transform that answers nothing',
    ({ numbers }: Any) => numbers.transform((_rdd: Any): Any => undefined).print(),
    'E_TRANSFORM_NULL at transform (here): the function answered undefined in the batch of 1000 ms. Answer an RDD; for no records, answer sc.emptyRDD().',
  ),
  row(
    'transform that answers an array',
    ({ numbers }: Any) => numbers.transform(() => [1, 2]).print(),
    'E_TRANSFORM_NULL at transform (here): the function answered [ 1, 2 ] in the batch of 1000 ms. Answer an RDD; for no records, answer sc.emptyRDD().',
  ),
  row(
    'transform that answers a stream',
    ({ numbers }: Any) => numbers.transform(() => numbers).print(),
    'E_TRANSFORM_NULL at transform (here): the function answered DStream { context: StreamingContext { sparkContext: SparkCo… in the batch of 1000 ms. Answer an RDD; for no records, answer sc.emptyRDD().',
  ),
  row(
    'transform that answers null later',
    ({ numbers }: Any) => numbers.transform(async () => null).print(),
    'E_TRANSFORM_NULL at transform (here): the function answered null in the batch of 1000 ms. Answer an RDD; for no records, answer sc.emptyRDD().',
  ),
  row(
    'transform that answers an RDD of another context',
    ({ numbers, other }: Any) => numbers.transform(() => other.sc.parallelize([1])).print(),
    'E_CONTEXT_MISMATCH at transform (here): the function answered an RDD of another SparkContext. Make the RDDs with the sparkContext of this streaming context.',
  ),
  row(
    'transform that makes a stream',
    ({ numbers }: Any) => numbers.transform((rdd: Any) => numbers.map((x: Any) => x) && rdd).print(),
    'E_GRAPH_CLOSED at map (here): map was called after the streaming context was started. Define all streams and output operations before start.',
  ),
  row(
    'transformWith that answers null',
    ({ numbers }: Any) => numbers.transformWith(numbers, () => null).print(),
    'E_TRANSFORM_NULL at transformWith (here): the function answered null in the batch of 1000 ms. Answer an RDD; for no records, answer sc.emptyRDD().',
  ),
  row(
    'transform of the context that answers null',
    ({ ssc, numbers }: Any) => ssc.transform([numbers], () => null).print(),
    'E_TRANSFORM_NULL at transform (here): the function answered null in the batch of 1000 ms. Answer an RDD; for no records, answer sc.emptyRDD().',
  ),
  row(
    'union with a stream without RDD',
    ({ ssc, numbers }: Any) => numbers.union(ssc.queueStream([], true, null)).print(),
    'E_NO_RDD at union (here): queueStream-0 (queueStream (here)) has no RDD at 1000 ms. Have its source answer an empty RDD for batches without data.',
  ),
]

holds(import.meta.url, rows, someStreams)
