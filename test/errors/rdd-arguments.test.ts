import { HashPartitioner, type SparkContext, StorageLevel } from '../../src/index.ts'
import { aContext } from './contexts.ts'
import { holds, row } from './row.ts'

// Programs in plain JavaScript give anything.
type Any = any
const rows = [
  row(
    'parallelize of undefined',
    (sc: Any) => sc.parallelize(undefined),
    'E_ARGUMENT at parallelize (here): the records are undefined. Use an array or another iterable.',
  ),
  row(
    'parallelize of null',
    (sc: Any) => sc.parallelize(null),
    'E_ARGUMENT at parallelize (here): the records are null. Use an array or another iterable.',
  ),
  row(
    'parallelize of a number',
    (sc: Any) => sc.parallelize(7),
    'E_ARGUMENT at parallelize (here): the records are 7. Use an array or another iterable.',
  ),
  row(
    'parallelize of an object',
    (sc: Any) => sc.parallelize({ a: 1 }),
    'E_ARGUMENT at parallelize (here): the records are { a: 1 }. Use an array or another iterable.',
  ),
  row(
    'parallelize of a promise',
    (sc: Any) => sc.parallelize(Promise.resolve([1])),
    'E_ARGUMENT at parallelize (here): the records are Promise. Use an array or another iterable.',
  ),
  row(
    'parallelize into 0',
    (sc: Any) => sc.parallelize([1], 0),
    'E_ARGUMENT at parallelize (here): parallelize was asked for 0 partitions. Use a whole number of at least 1.',
  ),
  row(
    'parallelize into -1',
    (sc: Any) => sc.parallelize([1], -1),
    'E_ARGUMENT at parallelize (here): parallelize was asked for -1 partitions. Use a whole number of at least 1.',
  ),
  row(
    'parallelize into NaN',
    (sc: Any) => sc.parallelize([1], Number.NaN),
    'E_ARGUMENT at parallelize (here): parallelize was asked for NaN partitions. Use a whole number of at least 1.',
  ),
  row(
    'parallelize into Infinity',
    (sc: Any) => sc.parallelize([1], Number.POSITIVE_INFINITY),
    'E_ARGUMENT at parallelize (here): parallelize was asked for Infinity partitions. Use at most 1000000.',
  ),
  row(
    'parallelize into 1e12',
    (sc: Any) => sc.parallelize([1], 1e12),
    'E_ARGUMENT at parallelize (here): parallelize was asked for 1000000000000 partitions. Use at most 1000000.',
  ),
  row(
    "parallelize into '2'",
    (sc: Any) => sc.parallelize([1], '2'),
    "E_ARGUMENT at parallelize (here): parallelize was asked for '2' partitions. Use a whole number of at least 1.",
  ),
  row(
    'parallelize into 1.5',
    (sc: Any) => sc.parallelize([1], 1.5),
    'E_ARGUMENT at parallelize (here): parallelize was asked for 1.5 partitions. Use a whole number of at least 1.',
  ),
  row(
    'makeRDD of undefined',
    (sc: Any) => sc.makeRDD(undefined),
    'E_ARGUMENT at makeRDD (here): the records are undefined. Use an array or another iterable.',
  ),
  row(
    'range of undefined',
    (sc: Any) => sc.range(undefined),
    'E_ARGUMENT at range (here): end is undefined. Use a whole number.',
  ),
  row("range to '10'", (sc: Any) => sc.range(0, '10'), "E_ARGUMENT at range (here): end is '10'. Use a whole number."),
  row(
    'range from NaN',
    (sc: Any) => sc.range(Number.NaN, 3),
    'E_ARGUMENT at range (here): start is NaN. Use a whole number.',
  ),
  row(
    'range to Infinity',
    (sc: Any) => sc.range(Number.POSITIVE_INFINITY),
    'E_ARGUMENT at range (here): end is Infinity. Use a whole number.',
  ),
  row(
    'range by 0',
    (sc: Any) => sc.range(0, 10, 0),
    'E_ARGUMENT at range (here): step is 0. Use another number than 0.',
  ),
  row(
    'range by 0.5',
    (sc: Any) => sc.range(0, 10, 0.5),
    'E_ARGUMENT at range (here): step is 0.5. Use a whole number.',
  ),
  row(
    'range in 0 slices',
    (sc: Any) => sc.range(0, 10, 1, 0),
    'E_ARGUMENT at range (here): range was asked for 0 partitions. Use a whole number of at least 1.',
  ),
  row(
    'textFile of 123',
    (sc: Any) => sc.textFile(123).collect(),
    'E_ARGUMENT at textFile (here): 123 is not a path. Give the path of a file or directory.',
  ),
  row(
    'textFile of undefined',
    (sc: Any) => sc.textFile(undefined).collect(),
    'E_ARGUMENT at textFile (here): undefined is not a path. Give the path of a file or directory.',
  ),
  row(
    "textFile of ''",
    (sc: Any) => sc.textFile('').collect(),
    'E_ARGUMENT at textFile (here): no input path was given. Give the path of a file or directory.',
  ),
  row(
    'textFile with NUL',
    (sc: Any) => sc.textFile('/a\0b').collect(),
    "E_ARGUMENT at textFile (here): '/a\\u0000b' is not a path. Give the path of a file or directory.",
  ),
  row(
    'textFile in -1',
    (sc: Any) => sc.textFile('/x', -1).collect(),
    'E_ARGUMENT at textFile (here): textFile was asked for -1 partitions. Use a whole number of at least 1.',
  ),
  row(
    'wholeTextFiles of null',
    (sc: Any) => sc.wholeTextFiles(null).collect(),
    'E_ARGUMENT at wholeTextFiles (here): null is not a path. Give the path of a file or directory.',
  ),
  row(
    'binaryFiles of {}',
    (sc: Any) => sc.binaryFiles({}).collect(),
    'E_ARGUMENT at binaryFiles (here): {} is not a path. Give the path of a file or directory.',
  ),
  row(
    'binaryRecords of 0',
    (sc: Any) => sc.binaryRecords('/x', 0).collect(),
    'E_ARGUMENT at binaryRecords (here): recordLength is 0. Use a whole number of at least 1.',
  ),
  row(
    "binaryRecords of 'two'",
    (sc: Any) => sc.binaryRecords('/x', 'two').collect(),
    "E_ARGUMENT at binaryRecords (here): recordLength is 'two'. Use a whole number of at least 1.",
  ),
  row(
    'objectFile of 5',
    (sc: Any) => sc.objectFile(5).collect(),
    'E_ARGUMENT at objectFile (here): 5 is not a path. Give the path of a file or directory.',
  ),
  row(
    'union of a number',
    (sc: Any) => sc.parallelize([1]).union(5),
    'E_ARGUMENT at union (here): union was given 5 where it needs an RDD. Make an RDD of it with sc.parallelize(records).',
  ),
  row(
    'union of undefined',
    (sc: Any) => sc.parallelize([1]).union(undefined),
    'E_ARGUMENT at union (here): union was given undefined where it needs an RDD. Make an RDD of it with sc.parallelize(records).',
  ),
  row(
    'union of an array',
    (sc: Any) => sc.parallelize([1]).union([2]),
    'E_ARGUMENT at union (here): union was given [ 2 ] where it needs an RDD. Make an RDD of it with sc.parallelize(records).',
  ),
  row(
    'sc.union of a number',
    (sc: Any) => sc.union([5]),
    'E_ARGUMENT at union (here): union was given 5 where it needs an RDD. Make an RDD of it with sc.parallelize(records).',
  ),
  row(
    'sc.union of an RDD and undefined',
    (sc: Any) => sc.union(sc.parallelize([1]), undefined),
    'E_ARGUMENT at union (here): union was given undefined where it needs an RDD. Make an RDD of it with sc.parallelize(records).',
  ),
  row(
    'join of null',
    (sc: Any) => sc.parallelize([[1, 2]]).join(null),
    'E_ARGUMENT at join (here): join was given null where it needs an RDD. Make an RDD of it with sc.parallelize(records).',
  ),
  row(
    'join of an array',
    (sc: Any) => sc.parallelize([[1, 2]]).join([[1, 2]]),
    'E_ARGUMENT at join (here): join was given [ [ 1, 2 ] ] where it needs an RDD. Make an RDD of it with sc.parallelize(records).',
  ),
  row(
    'leftOuterJoin of undefined',
    (sc: Any) => sc.parallelize([[1, 2]]).leftOuterJoin(undefined),
    'E_ARGUMENT at leftOuterJoin (here): leftOuterJoin was given undefined where it needs an RDD. Make an RDD of it with sc.parallelize(records).',
  ),
  row(
    'rightOuterJoin of 1',
    (sc: Any) => sc.parallelize([[1, 2]]).rightOuterJoin(1),
    'E_ARGUMENT at rightOuterJoin (here): rightOuterJoin was given 1 where it needs an RDD. Make an RDD of it with sc.parallelize(records).',
  ),
  row(
    'fullOuterJoin of {}',
    (sc: Any) => sc.parallelize([[1, 2]]).fullOuterJoin({}),
    'E_ARGUMENT at fullOuterJoin (here): fullOuterJoin was given {} where it needs an RDD. Make an RDD of it with sc.parallelize(records).',
  ),
  row(
    'cogroup of undefined',
    (sc: Any) => sc.parallelize([[1, 2]]).cogroup(undefined),
    'E_ARGUMENT at cogroup (here): cogroup was given undefined where it needs an RDD. Make an RDD of it with sc.parallelize(records).',
  ),
  row(
    'groupWith of a string',
    (sc: Any) => sc.parallelize([[1, 2]]).groupWith('x'),
    "E_ARGUMENT at groupWith (here): groupWith was given 'x' where it needs an RDD. Make an RDD of it with sc.parallelize(records).",
  ),
  row(
    'subtractByKey of undefined',
    (sc: Any) => sc.parallelize([[1, 2]]).subtractByKey(undefined),
    'E_ARGUMENT at subtractByKey (here): subtractByKey was given undefined where it needs an RDD. Make an RDD of it with sc.parallelize(records).',
  ),
  row(
    'subtract of undefined',
    (sc: Any) => sc.parallelize([1]).subtract(undefined),
    'E_ARGUMENT at subtract (here): subtract was given undefined where it needs an RDD. Make an RDD of it with sc.parallelize(records).',
  ),
  row(
    'intersection of undefined',
    (sc: Any) => sc.parallelize([1]).intersection(undefined),
    'E_ARGUMENT at intersection (here): intersection was given undefined where it needs an RDD. Make an RDD of it with sc.parallelize(records).',
  ),
  row(
    'cartesian of undefined',
    (sc: Any) => sc.parallelize([1]).cartesian(undefined),
    'E_ARGUMENT at cartesian (here): cartesian was given undefined where it needs an RDD. Make an RDD of it with sc.parallelize(records).',
  ),
  row(
    'zip of undefined',
    (sc: Any) => sc.parallelize([1]).zip(undefined),
    'E_ARGUMENT at zip (here): zip was given undefined where it needs an RDD. Make an RDD of it with sc.parallelize(records).',
  ),
  row(
    'zip of an array',
    (sc: Any) => sc.parallelize([1]).zip([1]),
    'E_ARGUMENT at zip (here): zip was given [ 1 ] where it needs an RDD. Make an RDD of it with sc.parallelize(records).',
  ),
  row(
    'zipPartitions of undefined',
    (sc: Any) => sc.parallelize([1]).zipPartitions(undefined, () => []),
    'E_ARGUMENT at zipPartitions (here): zipPartitions was given undefined where it needs an RDD. Make an RDD of it with sc.parallelize(records).',
  ),
  row(
    'zipPartitions without function',
    (sc: Any) => sc.parallelize([1]).zipPartitions(sc.parallelize([1])),
    'E_NOT_A_FUNCTION at zipPartitions (here): zipPartitions was given RDD { context: SparkContext { conf: SparkConf {}, environme… where it needs a function. Pass a function.',
  ),
  row(
    'repartition(0)',
    (sc: Any) => sc.parallelize([1]).repartition(0),
    'E_ARGUMENT at repartition (here): repartition was asked for 0 partitions. Use a whole number of at least 1.',
  ),
  row(
    "repartition('2')",
    (sc: Any) => sc.parallelize([1]).repartition('2'),
    "E_ARGUMENT at repartition (here): repartition was asked for '2' partitions. Use a whole number of at least 1.",
  ),
  row(
    'repartition()',
    (sc: Any) => sc.parallelize([1]).repartition(),
    'E_ARGUMENT at repartition (here): repartition was asked for undefined partitions. Use a whole number of at least 1.',
  ),
  row(
    'coalesce(NaN)',
    (sc: Any) => sc.parallelize([1]).coalesce(Number.NaN),
    'E_ARGUMENT at coalesce (here): coalesce was asked for NaN partitions. Use a whole number of at least 1.',
  ),
  row(
    'distinct(-1)',
    (sc: Any) => sc.parallelize([1]).distinct(-1),
    'E_ARGUMENT at distinct (here): distinct was asked for -1 partitions. Use a whole number of at least 1.',
  ),
  row(
    'sample of fraction -1',
    (sc: Any) => sc.parallelize([1]).sample(false, -1),
    'E_ARGUMENT at sample (here): the fraction is -1. Use a number from 0 to 1, or sample with replacement.',
  ),
  row(
    'sample of fraction 2',
    (sc: Any) => sc.parallelize([1]).sample(false, 2),
    'E_ARGUMENT at sample (here): the fraction is 2. Use a number from 0 to 1, or sample with replacement.',
  ),
  row(
    'sample of fraction NaN',
    (sc: Any) => sc.parallelize([1]).sample(false, Number.NaN),
    'E_ARGUMENT at sample (here): the fraction is NaN. Use a number from 0 to 1, or sample with replacement.',
  ),
  row(
    "sample of fraction '0.5'",
    (sc: Any) => sc.parallelize([1]).sample(false, '0.5'),
    "E_ARGUMENT at sample (here): the fraction is '0.5'. Use a number from 0 to 1, or sample with replacement.",
  ),
  row(
    'sample without fraction',
    (sc: Any) => sc.parallelize([1]).sample(0.5),
    'E_ARGUMENT at sample (here): the fraction is undefined. Use a number of at least 0.',
  ),
  row(
    'sample with seed NaN',
    (sc: Any) => sc.parallelize([1]).sample(false, 0.5, Number.NaN),
    'E_ARGUMENT at sample (here): the seed is NaN. Use a number.',
  ),
  row(
    "sample with seed 'x'",
    (sc: Any) => sc.parallelize([1]).sample(false, 0.5, 'x'),
    "E_ARGUMENT at sample (here): the seed is 'x'. Use a number.",
  ),
  row(
    'sample with replacement Infinity',
    (sc: Any) => sc.parallelize([1]).sample(true, Number.POSITIVE_INFINITY),
    'E_ARGUMENT at sample (here): the fraction is Infinity. Use a number of at least 0.',
  ),
  row(
    'takeSample of -1',
    (sc: Any) => sc.parallelize([1]).takeSample(false, -1),
    'E_ARGUMENT at takeSample (here): the size is -1. Use a whole number of at least 0.',
  ),
  row(
    'takeSample of 1.5',
    (sc: Any) => sc.parallelize([1]).takeSample(false, 1.5),
    'E_ARGUMENT at takeSample (here): the size is 1.5. Use a whole number of at least 0.',
  ),
  row(
    'takeSample without size',
    (sc: Any) => sc.parallelize([1]).takeSample(3),
    'E_ARGUMENT at takeSample (here): the size is undefined. Use a whole number of at least 0.',
  ),
  row(
    'randomSplit of undefined',
    (sc: Any) => sc.parallelize([1]).randomSplit(undefined),
    'E_ARGUMENT at randomSplit (here): the weights are undefined. Use numbers of at least 0 that are not all 0.',
  ),
  row(
    'randomSplit of []',
    (sc: Any) => sc.parallelize([1]).randomSplit([]),
    'E_ARGUMENT at randomSplit (here): the weights are []. Use numbers of at least 0 that are not all 0.',
  ),
  row(
    'randomSplit of [-1, 2]',
    (sc: Any) => sc.parallelize([1]).randomSplit([-1, 2]),
    'E_ARGUMENT at randomSplit (here): the weights are [ -1, 2 ]. Use numbers of at least 0 that are not all 0.',
  ),
  row(
    "randomSplit of ['a']",
    (sc: Any) => sc.parallelize([1]).randomSplit(['a']),
    "E_ARGUMENT at randomSplit (here): the weights are [ 'a' ]. Use numbers of at least 0 that are not all 0.",
  ),
  row(
    'sampleByKey of undefined',
    (sc: Any) => sc.parallelize([[1, 2]]).sampleByKey(false, undefined),
    'E_ARGUMENT at sampleByKey (here): the fractions are undefined. Use an array or another iterable.',
  ),
  row(
    'sampleByKey of an object',
    (sc: Any) => sc.parallelize([[1, 2]]).sampleByKey(false, { a: 1 }),
    'E_ARGUMENT at sampleByKey (here): the fractions are { a: 1 }. Use an array or another iterable.',
  ),
  row(
    'sampleByKey of 3',
    (sc: Any) => sc.parallelize([[1, 2]]).sampleByKey(false, [['a', 3]]),
    'E_ARGUMENT at sampleByKey (here): the fraction is 3. Use a number from 0 to 1, or sample with replacement.',
  ),
  row(
    'histogram of []',
    (sc: Any) => sc.parallelize([1]).histogram([]),
    'E_ARGUMENT at histogram (here): the edges are []. Use at least two numbers in ascending order.',
  ),
  row(
    'histogram of falling edges',
    (sc: Any) => sc.parallelize([1]).histogram([3, 1]),
    'E_ARGUMENT at histogram (here): the edges are [ 3, 1 ]. Use at least two numbers in ascending order.',
  ),
  row(
    'histogram of NaN edges',
    (sc: Any) => sc.parallelize([1]).histogram([0, Number.NaN, 2]),
    'E_ARGUMENT at histogram (here): the edges are [ 0, NaN, 2 ]. Use at least two numbers in ascending order.',
  ),
  row(
    'histogram of text edges',
    (sc: Any) => sc.parallelize([1]).histogram(['a', 'b']),
    "E_ARGUMENT at histogram (here): the edges are [ 'a', 'b' ]. Use at least two numbers in ascending order.",
  ),
  row(
    'histogram of undefined',
    (sc: Any) => sc.parallelize([1]).histogram(undefined),
    'E_ARGUMENT at histogram (here): the edges are undefined. Use at least two numbers in ascending order.',
  ),
  row(
    'histogram of 0',
    (sc: Any) => sc.parallelize([1]).histogram(0),
    'E_ARGUMENT at histogram (here): the number of buckets is 0. Use a whole number of at least 1.',
  ),
  row(
    'histogram of an empty RDD',
    (sc: Any) => sc.parallelize([]).histogram(3),
    'E_EMPTY at histogram (here): histogram was asked of an empty RDD. Give the edges of the buckets.',
  ),
  row(
    'take(-1)?',
    (sc: Any) => sc.parallelize([1]).take('1'),
    "E_ARGUMENT at take (here): the number is '1'. Use a whole number.",
  ),
  row(
    'take()',
    (sc: Any) => sc.parallelize([1]).take(),
    'E_ARGUMENT at take (here): the number is undefined. Use a whole number.',
  ),
  row(
    'take(NaN)',
    (sc: Any) => sc.parallelize([1]).take(Number.NaN),
    'E_ARGUMENT at take (here): the number is NaN. Use a whole number.',
  ),
  row(
    'top(-1)',
    (sc: Any) => sc.parallelize([1]).top(-1),
    'E_ARGUMENT at top (here): the number is -1. Use a whole number of at least 0.',
  ),
  row(
    "top('1')",
    (sc: Any) => sc.parallelize([1]).top('1'),
    "E_ARGUMENT at top (here): the number is '1'. Use a whole number of at least 0.",
  ),
  row(
    'top by a string',
    (sc: Any) => sc.parallelize([1]).top(1, 'x'),
    "E_NOT_A_FUNCTION at top (here): top was given 'x' where it needs an ordering. Pass (a, b) => number, or { key: (value) => ... }.",
  ),
  row(
    'takeOrdered()',
    (sc: Any) => sc.parallelize([1]).takeOrdered(),
    'E_ARGUMENT at takeOrdered (here): the number is undefined. Use a whole number of at least 0.',
  ),
  row(
    'max by 5',
    (sc: Any) => sc.parallelize([1]).max(5),
    'E_NOT_A_FUNCTION at max (here): max was given 5 where it needs an ordering. Pass (a, b) => number, or { key: (value) => ... }.',
  ),
  row(
    'persist of a string',
    (sc: Any) => sc.parallelize([1]).persist('MEMORY_ONLY'),
    "E_ARGUMENT at persist (here): the storage level is 'MEMORY_ONLY'. Use a level of StorageLevel, such as StorageLevel.MEMORY_ONLY.",
  ),
  row(
    'persist of null',
    (sc: Any) => sc.parallelize([1]).persist(null),
    'E_ARGUMENT at persist (here): the storage level is null. Use a level of StorageLevel, such as StorageLevel.MEMORY_ONLY.',
  ),
  row(
    'persist twice',
    (sc: Any) => sc.parallelize([1]).persist().persist(StorageLevel.DISK_ONLY),
    'E_LEVEL_ASSIGNED at parallelize (here): the level is MEMORY_ONLY and would become DISK_ONLY. Call unpersist() first.',
  ),
  row(
    'sortBy nothing',
    (sc: Any) => sc.parallelize([1]).sortBy(),
    'E_NOT_A_FUNCTION at sortBy (here): sortBy was given undefined where it needs a function. Pass a function.',
  ),
  row(
    'sortBy ordering x',
    (sc: Any) => sc.parallelize([1]).sortBy((x: Any) => x, true, 2, 'x'),
    "E_NOT_A_FUNCTION at sortBy (here): sortByKey was given 'x' where it needs an ordering. Pass (a, b) => number, or { key: (value) => ... }.",
  ),
  row(
    'sortBy into 0',
    (sc: Any) => sc.parallelize([1]).sortBy((x: Any) => x, true, 0),
    'E_ARGUMENT at sortBy (here): sortBy was asked for 0 partitions. Use a whole number of at least 1.',
  ),
  row(
    'sortByKey into NaN',
    (sc: Any) => sc.parallelize([[1, 1]]).sortByKey(true, Number.NaN),
    'E_ARGUMENT at sortByKey (here): sortByKey was asked for NaN partitions. Use a whole number of at least 1.',
  ),
  row(
    'partitionBy()',
    (sc: Any) => sc.parallelize([[1, 1]]).partitionBy(),
    'E_ARGUMENT at partitionBy (here): the partitioner is undefined. Use a number of partitions or a Partitioner.',
  ),
  row(
    'partitionBy(0)',
    (sc: Any) => sc.parallelize([[1, 1]]).partitionBy(0),
    'E_ARGUMENT at partitionBy (here): partitionBy was asked for 0 partitions. Use a whole number of at least 1.',
  ),
  row(
    'partitionBy({})',
    (sc: Any) => sc.parallelize([[1, 1]]).partitionBy({}),
    'E_ARGUMENT at partitionBy (here): the partitioner is {}. Use a number of partitions or a Partitioner.',
  ),
  row(
    'partitionBy(2, 5)',
    (sc: Any) => sc.parallelize([[1, 1]]).partitionBy(2, 5),
    'E_NOT_A_FUNCTION at partitionBy (here): partitionBy was given 5 where it needs a function. Pass a function.',
  ),
  row(
    'partitionBy(partitioner, f)',
    (sc: Any) => sc.parallelize([[1, 1]]).partitionBy(new HashPartitioner(2), (x: Any) => x),
    'E_ARGUMENT at partitionBy (here): partitionBy was given a partitioner and a function. Give a number of partitions together with a function, or a partitioner alone.',
  ),
  row(
    'reduceByKey into -2',
    (sc: Any) => sc.parallelize([[1, 1]]).reduceByKey((a: Any) => a, -2),
    'E_ARGUMENT at reduceByKey (here): reduceByKey was asked for -2 partitions. Use a whole number of at least 1.',
  ),
  row(
    "reduceByKey into '2'",
    (sc: Any) => sc.parallelize([[1, 1]]).reduceByKey((a: Any) => a, '2'),
    "E_ARGUMENT at reduceByKey (here): the partitioner is '2'. Use a number of partitions or a Partitioner.",
  ),
  row(
    'groupByKey into NaN',
    (sc: Any) => sc.parallelize([[1, 1]]).groupByKey(Number.NaN),
    'E_ARGUMENT at groupByKey (here): groupByKey was asked for NaN partitions. Use a whole number of at least 1.',
  ),
  row(
    'groupBy nothing',
    (sc: Any) => sc.parallelize([[1, 1]]).groupBy(),
    'E_NOT_A_FUNCTION at groupBy (here): groupBy was given undefined where it needs a function. Pass a function.',
  ),
  row(
    'join into 0',
    (sc: Any) => sc.parallelize([[1, 1]]).join(sc.parallelize([[1, 1]]), 0),
    'E_ARGUMENT at join (here): join was asked for 0 partitions. Use a whole number of at least 1.',
  ),
  row(
    'aggregate without comb',
    (sc: Any) => sc.parallelize([1]).aggregate(0, (a: Any) => a),
    'E_NOT_A_FUNCTION at aggregate (here): aggregate was given undefined where it needs a function. Pass a function.',
  ),
  row(
    'aggregate of a function zero',
    (sc: Any) => sc.parallelize([1]).fold(new Map([[1, () => 1]]), (a: Any) => a),
    'E_ARGUMENT at fold (here): the zero is Map(1) { 1 => [Function (anonymous)] }, which cannot be copied. Use a plain value, or give it a copy() method.',
  ),
  row(
    'foldByKey of a class zero',
    (sc: Any) => sc.parallelize([[1, 1]]).foldByKey(new (class Sum {})(), (a: Any) => a),
    'E_ARGUMENT at foldByKey (here): the zero is Sum {}, which cannot be copied. Use a plain value, or give it a copy() method.',
  ),
  row(
    'treeReduce depth 0',
    (sc: Any) => sc.parallelize([1]).treeReduce((a: Any) => a, 0),
    'E_ARGUMENT at treeReduce (here): the depth is 0. Use a whole number of at least 1.',
  ),
  row(
    'lookup of a Map',
    (sc: Any) => sc.parallelize([[1, 1]]).lookup(new Map()),
    'E_KEY at lookup (here): Map(0) {} cannot be a key: it has no value to be compared by. Use a string, a number, a Date, bytes, or an array or plain object of these.',
  ),
  row(
    'pipe of undefined',
    (sc: Any) => sc.parallelize([1]).pipe(undefined),
    'E_ARGUMENT at pipe (here): the command is undefined. Use a program and its arguments.',
  ),
  row(
    'pipe of []',
    (sc: Any) => sc.parallelize([1]).pipe([]),
    'E_ARGUMENT at pipe (here): the command is []. Use a program and its arguments.',
  ),
  row(
    "pipe of ''",
    (sc: Any) => sc.parallelize([1]).pipe(''),
    "E_ARGUMENT at pipe (here): the command is ''. Use a program and its arguments.",
  ),
  row(
    'saveAsTextFile of undefined',
    (sc: Any) => sc.parallelize([1]).saveAsTextFile(undefined),
    'E_ARGUMENT at saveAsTextFile (here): undefined is not a path. Give the path of a file or directory.',
  ),
  row(
    'saveAsTextFile of 5',
    (sc: Any) => sc.parallelize([1]).saveAsTextFile(5),
    'E_ARGUMENT at saveAsTextFile (here): 5 is not a path. Give the path of a file or directory.',
  ),
  row(
    'saveAsTextFile compressed by rar',
    (sc: Any) => sc.parallelize([1]).saveAsTextFile('/out', 'rar'),
    "E_ARGUMENT at saveAsTextFile (here): 'rar' is not a codec. Use one of gzip, deflate, brotli, zstd.",
  ),
  row(
    'mapAsync concurrency 0',
    (sc: Any) => sc.parallelize([1]).mapAsync((x: Any) => x, { concurrency: 0 }),
    'E_ARGUMENT at mapAsync (here): concurrency is 0. Use a whole number of at least 1.',
  ),
  row(
    'mapAsync concurrency NaN',
    (sc: Any) => sc.parallelize([1]).mapAsync((x: Any) => x, { concurrency: Number.NaN }),
    'E_ARGUMENT at mapAsync (here): concurrency is NaN. Use a whole number of at least 1.',
  ),
  row(
    'foreachAsync of nothing',
    (sc: Any) => sc.parallelize([1]).foreachAsync(),
    'E_NOT_A_FUNCTION at foreachAsync (here): foreachAsync was given undefined where it needs a function. Pass a function.',
  ),
  row(
    'runJob of a number',
    (sc: Any) => sc.runJob(5, () => 1),
    'E_ARGUMENT at runJob (here): runJob was given 5 where it needs an RDD. Make an RDD of it with sc.parallelize(records).',
  ),
  row(
    'runJob of partition 9',
    (sc: Any) => sc.runJob(sc.parallelize([1], 2), () => 1, [9]),
    'E_ARGUMENT at runJob (here): there is no partition 9. Use whole numbers from 0 to 1.',
  ),
  row(
    'runJob without function',
    (sc: Any) => sc.runJob(sc.parallelize([1], 2)),
    'E_NOT_A_FUNCTION at runJob (here): runJob was given undefined where it needs a function. Pass a function.',
  ),
  row(
    'accumulator of a string',
    (sc: Any) => sc.accumulator('x'),
    "E_ARGUMENT at accumulator (here): the definition is 'x'. Use a number to start at, or { zero, add, merge }.",
  ),
  row(
    'accumulator of NaN added',
    async (sc: Any) => {
      const a = sc.longAccumulator('n')
      await sc.parallelize([1]).foreach(() => a.add('1'))
      return a.value
    },
    "E_NOT_A_NUMBER at foreach (here): an accumulator of numbers was given '1'. Add a number, or define an accumulator with sc.accumulator({ zero, add, merge }).",
  ),
  row(
    'accumulator definition {}',
    (sc: Any) => sc.accumulator({}),
    'E_ARGUMENT at accumulator (here): the definition is {}. Use a number to start at, or { zero, add, merge }.',
  ),
  row(
    'setLogLevel(5)',
    (sc: Any) => sc.setLogLevel(5),
    'CONFIG_SETTING at setLogLevel (here): the log level is 5. Use one of debug, info, warn, error, off.',
  ),
  row(
    'setLogLevel of loud',
    (sc: Any) => sc.setLogLevel('loud'),
    "CONFIG_SETTING at setLogLevel (here): the log level is 'loud'. Use one of debug, info, warn, error, off.",
  ),
  row(
    'checkpoint without directory',
    (sc: Any) => sc.parallelize([1]).checkpoint(),
    'E_CHECKPOINT_DIR at checkpoint (here): no directory for checkpoints is set. Call sc.setCheckpointDir(path) first.',
  ),
  row(
    'setCheckpointDir(5)',
    (sc: Any) => sc.setCheckpointDir(5),
    'E_ARGUMENT at setCheckpointDir (here): the directory is 5. Use a path, or undefined for none.',
  ),
  row(
    'collect with a bad signal',
    (sc: Any) => sc.parallelize([1]).collect({ signal: 5 }),
    'E_ARGUMENT at collect (here): the signal is 5. Use the signal of an AbortController.',
  ),
  row(
    'collect with null options',
    (sc: Any) => sc.parallelize([1]).collect(null),
    'E_ARGUMENT at collect (here): the options are null. Use an object, or nothing.',
  ),
  row(
    'first of empty',
    (sc: Any) => sc.parallelize([]).first(),
    'E_EMPTY at first (here): first was asked of an empty RDD. Check isEmpty() first, or use take(1).',
  ),
  row(
    'reduce of empty',
    (sc: Any) => sc.parallelize([]).reduce((a: Any) => a),
    'E_EMPTY at reduce (here): reduce was asked of an empty RDD. Use fold(zero, f), or check isEmpty() first.',
  ),
  row(
    'max of empty',
    (sc: Any) => sc.parallelize([]).max(),
    'E_EMPTY at max (here): max was asked of an empty RDD. Check isEmpty() first.',
  ),
  row(
    'min of empty',
    (sc: Any) => sc.parallelize([]).min(),
    'E_EMPTY at min (here): min was asked of an empty RDD. Check isEmpty() first.',
  ),
  row(
    'treeReduce of empty',
    (sc: Any) => sc.parallelize([]).treeReduce((a: Any) => a),
    'E_EMPTY at treeReduce (here): treeReduce was asked of an empty RDD. Check isEmpty() first.',
  ),
  row(
    'zip of other sizes',
    (sc: Any) =>
      sc
        .parallelize([1, 2, 3], 2)
        .zip(sc.parallelize([1, 2], 2))
        .collect(),
    'E_SIZES_DIFFER at zip (here): partition 1 has 2 records here and 1 there. Use zipPartitions, or join on zipWithIndex().',
  ),
  row(
    'zip of other partitions',
    (sc: Any) => sc.parallelize([1, 2, 3], 2).zip(sc.parallelize([1, 2, 3], 3)),
    'E_PARTITIONS_DIFFER at zip (here): zip was given RDDs of 2 and 3 partitions. Use repartition(n) to make their numbers of partitions equal.',
  ),
  row(
    'zipPartitions of other partitions',
    (sc: Any) => sc.parallelize([1], 2).zipPartitions(sc.parallelize([1], 3), () => []),
    'E_PARTITIONS_DIFFER at zipPartitions (here): zipPartitions was given RDDs of 2 and 3 partitions. Use repartition(n) to make their numbers of partitions equal.',
  ),
  row(
    'keys of no pairs',
    (sc: Any) => sc.parallelize([1, 2]).keys().collect(),
    'E_NOT_A_PAIR at keys (here): keys was given 1 where it needs a [key, value] pair. Make pairs with map((x) => [key, value]) first.',
  ),
  row(
    'keys of undefined',
    (sc: Any) => sc.parallelize([undefined]).keys().collect(),
    'E_NOT_A_PAIR at keys (here): keys was given undefined where it needs a [key, value] pair. Make pairs with map((x) => [key, value]) first.',
  ),
  row(
    'values of strings',
    (sc: Any) => sc.parallelize(['ab']).values().collect(),
    "E_NOT_A_PAIR at values (here): values was given 'ab' where it needs a [key, value] pair. Make pairs with map((x) => [key, value]) first.",
  ),
  row(
    'mapValues of no pairs',
    (sc: Any) =>
      sc
        .parallelize([1])
        .mapValues((x: Any) => x)
        .collect(),
    'E_NOT_A_PAIR at mapValues (here): mapValues was given 1 where it needs a [key, value] pair. Make pairs with map((x) => [key, value]) first.',
  ),
  row(
    'flatMapValues of no pairs',
    (sc: Any) =>
      sc
        .parallelize([null])
        .flatMapValues((x: Any) => x)
        .collect(),
    'E_NOT_A_PAIR at flatMapValues (here): flatMapValues was given null where it needs a [key, value] pair. Make pairs with map((x) => [key, value]) first.',
  ),
  row(
    'reduceByKey of no pairs',
    (sc: Any) =>
      sc
        .parallelize([1])
        .reduceByKey((x: Any) => x)
        .collect(),
    'E_NOT_A_PAIR at reduceByKey (here): reduceByKey was given 1 where it needs a [key, value] pair. Make pairs with map((x) => [key, value]) first.',
  ),
  row(
    'groupByKey of no pairs',
    (sc: Any) => sc.parallelize(['a']).groupByKey().collect(),
    "E_NOT_A_PAIR at groupByKey (here): groupByKey was given 'a' where it needs a [key, value] pair. Make pairs with map((x) => [key, value]) first.",
  ),
  row(
    'join of no pairs',
    (sc: Any) =>
      sc
        .parallelize([['a', 1]])
        .join(sc.parallelize(['a']))
        .collect(),
    "E_NOT_A_PAIR at join (here): join was given 'a' where it needs a [key, value] pair. Make pairs with map((x) => [key, value]) first.",
  ),
  row(
    'cogroup of no pairs',
    (sc: Any) =>
      sc
        .parallelize([{}])
        .cogroup(sc.parallelize([['a', 1]]))
        .collect(),
    'E_NOT_A_PAIR at cogroup (here): cogroup was given {} where it needs a [key, value] pair. Make pairs with map((x) => [key, value]) first.',
  ),
  row(
    'partitionBy of no pairs',
    (sc: Any) =>
      sc
        .parallelize([[1]])
        .partitionBy(2)
        .collect(),
    'E_NOT_A_PAIR at partitionBy (here): partitionBy was given [ 1 ] where it needs a [key, value] pair. Make pairs with map((x) => [key, value]) first.',
  ),
  row(
    'sortByKey of no pairs',
    (sc: Any) => sc.parallelize([1, 2]).sortByKey().collect(),
    'E_NOT_A_PAIR at sortByKey (here): sortByKey was given 1 where it needs a [key, value] pair. Make pairs with map((x) => [key, value]) first.',
  ),
  row(
    'collectAsMap of no pairs',
    (sc: Any) => sc.parallelize([1, 2]).collectAsMap(),
    'E_NOT_A_PAIR at collectAsMap (here): collectAsMap was given 1 where it needs a [key, value] pair. Make pairs with map((x) => [key, value]) first.',
  ),
  row(
    'countByKey of no pairs',
    (sc: Any) => sc.parallelize([1, 2]).countByKey(),
    'E_NOT_A_PAIR at countByKey (here): countByKey was given 1 where it needs a [key, value] pair. Make pairs with map((x) => [key, value]) first.',
  ),
  row(
    'lookup of no pairs',
    (sc: Any) => sc.parallelize([1, 2]).lookup(1),
    'E_NOT_A_PAIR at lookup (here): lookup was given 1 where it needs a [key, value] pair. Make pairs with map((x) => [key, value]) first.',
  ),
  row(
    'subtractByKey of no pairs',
    (sc: Any) =>
      sc
        .parallelize([1])
        .subtractByKey(sc.parallelize([[1, 2]]))
        .collect(),
    'E_NOT_A_PAIR at subtractByKey (here): subtractByKey was given 1 where it needs a [key, value] pair. Make pairs with map((x) => [key, value]) first.',
  ),
  row(
    'sampleByKey of no pairs',
    (sc: Any) =>
      sc
        .parallelize([1])
        .sampleByKey(false, [[1, 1]])
        .collect(),
    'E_NOT_A_PAIR at sampleByKey (here): sampleByKey was given 1 where it needs a [key, value] pair. Make pairs with map((x) => [key, value]) first.',
  ),
  row(
    'filterByRange of no pairs',
    (sc: Any) => sc.parallelize([1]).filterByRange(0, 2).collect(),
    'E_NOT_A_PAIR at filterByRange (here): filterByRange was given 1 where it needs a [key, value] pair. Make pairs with map((x) => [key, value]) first.',
  ),
  row(
    'repartitionAndSort of no pairs',
    (sc: Any) => sc.parallelize([1]).repartitionAndSortWithinPartitions(2).collect(),
    'E_NOT_A_PAIR at repartitionAndSortWithinPartitions (here): repartitionAndSortWithinPartitions was given 1 where it needs a [key, value] pair. Make pairs with map((x) => [key, value]) first.',
  ),
  row(
    'sum of strings',
    (sc: Any) => sc.parallelize(['a', 1]).sum(),
    "E_NOT_A_NUMBER at sum (here): sum was given 'a' where it needs a number. Make numbers with map(Number) first, and leave out what is none.",
  ),
  row(
    'stats of undefined',
    (sc: Any) => sc.parallelize([undefined]).stats(),
    'E_NOT_A_NUMBER at stats (here): stats was given undefined where it needs a number. Make numbers with map(Number) first, and leave out what is none.',
  ),
  row(
    'mean of bigint',
    (sc: Any) => sc.parallelize([1n, 2n]).mean(),
    'E_NOT_A_NUMBER at mean (here): mean was given 1n where it needs a number. Make numbers with map(Number) first, and leave out what is none.',
  ),
  row(
    'RDD of another context',
    (sc: Any) => sc.parallelize([1]).union(aContext().given.parallelize([2])),
    'E_CONTEXT_MISMATCH at union (here): union was given RDDs of two contexts: one from parallelize (here) and one from parallelize (here). Make both RDDs with the same SparkContext.',
  ),
  row(
    'reduceByKeyLocally of no pairs',
    (sc: Any) => sc.parallelize([1]).reduceByKeyLocally((a: Any) => a),
    'E_NOT_A_PAIR at reduceByKeyLocally (here): reduceByKeyLocally was given 1 where it needs a [key, value] pair. Make pairs with map((x) => [key, value]) first.',
  ),
  row(
    'foreach on stopped context',
    async () => {
      const rdd = aContext().given.parallelize([1])
      await rdd.context.stop()
      return rdd.collect()
    },
    'E_CONTEXT_STOPPED at collect (here): this SparkContext was stopped. Make a new SparkContext.',
  ),
]
holds<SparkContext>(import.meta.url, rows, aContext)
