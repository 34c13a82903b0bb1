import { holds, row } from './row.ts'
import { someStreams } from './streams.ts'

// Programs in plain JavaScript give anything.
type Any = any

const rows = [
  row(
    'socketTextStream of nothing',
    ({ ssc }: Any) => ssc.socketTextStream(),
    'E_ARGUMENT at socketTextStream (here): socketTextStream was given undefined as host. Give the name of a host.',
  ),
  row(
    'socketTextStream of an empty host',
    ({ ssc }: Any) => ssc.socketTextStream('', 9999),
    "E_ARGUMENT at socketTextStream (here): socketTextStream was given '' as host. Give the name of a host.",
  ),
  row(
    'socketTextStream without a port',
    ({ ssc }: Any) => ssc.socketTextStream('localhost'),
    'E_ARGUMENT at socketTextStream (here): socketTextStream was given undefined as port. Give a whole number from 1 to 65535.',
  ),
  row(
    'socketTextStream of port 0',
    ({ ssc }: Any) => ssc.socketTextStream('localhost', 0),
    'E_ARGUMENT at socketTextStream (here): socketTextStream was given 0 as port. Give a whole number from 1 to 65535.',
  ),
  row(
    'socketTextStream of port -1',
    ({ ssc }: Any) => ssc.socketTextStream('localhost', -1),
    'E_ARGUMENT at socketTextStream (here): socketTextStream was given -1 as port. Give a whole number from 1 to 65535.',
  ),
  row(
    'socketTextStream of port 65536',
    ({ ssc }: Any) => ssc.socketTextStream('localhost', 65536),
    'E_ARGUMENT at socketTextStream (here): socketTextStream was given 65536 as port. Give a whole number from 1 to 65535.',
  ),
  row(
    "socketTextStream of port '9999'",
    ({ ssc }: Any) => ssc.socketTextStream('localhost', '9999'),
    "E_ARGUMENT at socketTextStream (here): socketTextStream was given '9999' as port. Give a whole number from 1 to 65535.",
  ),
  row(
    'socketTextStream of port NaN',
    ({ ssc }: Any) => ssc.socketTextStream('localhost', Number.NaN),
    'E_ARGUMENT at socketTextStream (here): socketTextStream was given NaN as port. Give a whole number from 1 to 65535.',
  ),
  row(
    'socketTextStream of port 1.5',
    ({ ssc }: Any) => ssc.socketTextStream('localhost', 1.5),
    'E_ARGUMENT at socketTextStream (here): socketTextStream was given 1.5 as port. Give a whole number from 1 to 65535.',
  ),
  row(
    'socketTextStream with null options',
    ({ ssc }: Any) => ssc.socketTextStream('localhost', 1, null),
    'E_ARGUMENT at socketTextStream (here): the options are null. Use a level of StorageLevel, or an object of options.',
  ),
  row(
    'socketTextStream with a level of text',
    ({ ssc }: Any) => ssc.socketTextStream('localhost', 1, 'MEMORY_ONLY'),
    "E_ARGUMENT at socketTextStream (here): the options are 'MEMORY_ONLY'. Use a level of StorageLevel, or an object of options.",
  ),
  row(
    'socketTextStream with a level of text in options',
    ({ ssc }: Any) => ssc.socketTextStream('localhost', 1, { level: 'MEMORY_ONLY' }),
    "E_ARGUMENT at socketTextStream (here): the storage level is 'MEMORY_ONLY'. Use a level of StorageLevel, such as StorageLevel.MEMORY_ONLY.",
  ),
  row(
    'socketTextStream with lines of 0',
    ({ ssc }: Any) => ssc.socketTextStream('localhost', 1, { maxLineBytes: 0 }),
    'E_ARGUMENT at socketTextStream (here): socketTextStream was given 0 as maxLineBytes. Give a whole number of bytes of at least 1.',
  ),
  row(
    "socketTextStream with lines of '1m'",
    ({ ssc }: Any) => ssc.socketTextStream('localhost', 1, { maxLineBytes: '1m' }),
    "E_ARGUMENT at socketTextStream (here): socketTextStream was given '1m' as maxLineBytes. Give a whole number of bytes of at least 1.",
  ),
  row(
    'socketTextStream idle for 0',
    ({ ssc }: Any) => ssc.socketTextStream('localhost', 1, { idleTimeout: 0 }),
    "E_DURATION at socketTextStream (here): idleTimeout is 0. Use a whole number of milliseconds above 0, seconds(10), or text such as '10s'.",
  ),
  row(
    "socketTextStream idle for 'x'",
    ({ ssc }: Any) => ssc.socketTextStream('localhost', 1, { idleTimeout: 'x' }),
    "E_DURATION at socketTextStream (here): idleTimeout is 'x'. Use a whole number of milliseconds above 0, seconds(10), or text such as '10s'.",
  ),
  row(
    'socketStream without a converter',
    ({ ssc }: Any) => ssc.socketStream('localhost', 1),
    'E_NOT_A_FUNCTION at socketStream (here): socketStream was given undefined as converter. Pass a function from bytes to records, or { create() } that makes decoders.',
  ),
  row(
    'socketStream with a converter of text',
    ({ ssc }: Any) => ssc.socketStream('localhost', 1, 'utf8'),
    "E_NOT_A_FUNCTION at socketStream (here): socketStream was given 'utf8' as converter. Pass a function from bytes to records, or { create() } that makes decoders.",
  ),
  row(
    'socketStream with an async converter',
    ({ ssc }: Any) => ssc.socketStream('localhost', 1, async () => []),
    'E_ASYNC_FUNCTION at socketStream (here): socketStream was given an async function, and its records may not wait. Use mapAsync(f, { concurrency, ordered }) or foreachAsync(f) for I/O.',
  ),
  row(
    'socketStream of port 0',
    ({ ssc }: Any) => ssc.socketStream('localhost', 0, () => []),
    'E_ARGUMENT at socketStream (here): socketStream was given 0 as port. Give a whole number from 1 to 65535.',
  ),
  row(
    'rawSocketStream of port 0',
    ({ ssc }: Any) => ssc.rawSocketStream('localhost', 0),
    'E_ARGUMENT at rawSocketStream (here): rawSocketStream was given 0 as port. Give a whole number from 1 to 65535.',
  ),
  row(
    'rawSocketStream with frames of -1',
    ({ ssc }: Any) => ssc.rawSocketStream('localhost', 1, { maxFrameBytes: -1 }),
    'E_ARGUMENT at rawSocketStream (here): rawSocketStream was given -1 as maxFrameBytes. Give a whole number of bytes of at least 1.',
  ),
  row(
    'queueStream of nothing',
    ({ ssc }: Any) => ssc.queueStream(),
    'E_ARGUMENT at queueStream (here): queueStream was given undefined as queue. Give an array of RDDs or of arrays.',
  ),
  row(
    'queueStream of a number',
    ({ ssc }: Any) => ssc.queueStream(5),
    'E_ARGUMENT at queueStream (here): queueStream was given 5 as queue. Give an array of RDDs or of arrays.',
  ),
  row(
    'queueStream of a Set',
    ({ ssc }: Any) => ssc.queueStream(new Set([[1]])),
    'E_ARGUMENT at queueStream (here): queueStream was given Set(1) { [ 1 ] } as queue. Give an array of RDDs or of arrays.',
  ),
  row(
    "queueStream one at a time 'no'",
    ({ ssc }: Any) => ssc.queueStream([], 'no'),
    "E_ARGUMENT at queueStream (here): oneAtATime is 'no'. Use true or false.",
  ),
  row(
    'queueStream with a default of 5',
    ({ ssc }: Any) => ssc.queueStream([], true, 5),
    'E_ARGUMENT at queueStream (here): the queue holds 5. Put in RDDs, or arrays of records.',
  ),
  row(
    'queueStream with a default of another context',
    ({ ssc, other }: Any) => ssc.queueStream([], true, other.sc.parallelize([1])),
    'E_CONTEXT_MISMATCH at queueStream (here): the queue holds an RDD of another SparkContext. Make the RDDs with the sparkContext of this streaming context.',
  ),
  row(
    'queueStream of items that are numbers',
    ({ ssc }: Any) => ssc.queueStream([1, 2]).print(),
    'E_ARGUMENT at queueStream (here): the queue holds 1. Put in RDDs, or arrays of records.',
  ),
  row(
    'queueStream of undefined items',
    ({ ssc }: Any) => ssc.queueStream([undefined]).print(),
    'E_ARGUMENT at queueStream (here): the queue holds undefined. Put in RDDs, or arrays of records.',
  ),
  row(
    'queueStream of null items',
    ({ ssc }: Any) => ssc.queueStream([null], false).print(),
    'E_ARGUMENT at queueStream (here): the queue holds null. Put in RDDs, or arrays of records.',
  ),
  row(
    'queueStream of text',
    ({ ssc }: Any) => ssc.queueStream(['ab']).print(),
    "E_ARGUMENT at queueStream (here): the queue holds 'ab'. Put in RDDs, or arrays of records.",
  ),
  row(
    'queueStream of RDDs of another context',
    ({ ssc, other }: Any) => ssc.queueStream([other.sc.parallelize([1])]).print(),
    'E_CONTEXT_MISMATCH at queueStream (here): the queue holds an RDD of another SparkContext. Make the RDDs with the sparkContext of this streaming context.',
  ),
  row(
    'constantStream of an array',
    ({ ssc }: Any) => ssc.constantStream([1]),
    'E_ARGUMENT at constantStream (here): constantStream was given [ 1 ]. Give an RDD.',
  ),
  row(
    'constantStream of an RDD of another context',
    ({ ssc, other }: Any) => ssc.constantStream(other.sc.parallelize([1])).print(),
    'E_CONTEXT_MISMATCH at constantStream (here): constantStream was given an RDD of another SparkContext. Make the RDDs with the sparkContext of this streaming context.',
  ),
  row(
    'textFileStream of nothing',
    ({ ssc }: Any) => ssc.textFileStream(),
    'E_ARGUMENT at textFileStream (here): undefined is not a path. Give the path of a file or directory.',
  ),
  row(
    'textFileStream of a number',
    ({ ssc }: Any) => ssc.textFileStream(5),
    'E_ARGUMENT at textFileStream (here): 5 is not a path. Give the path of a file or directory.',
  ),
  row(
    "textFileStream of ''",
    ({ ssc }: Any) => ssc.textFileStream(''),
    "E_ARGUMENT at textFileStream (here): '' is not a path. Give the path of a file or directory.",
  ),
  row(
    'textFileStream of a path with NUL',
    ({ ssc }: Any) => ssc.textFileStream('/a\0b'),
    "E_ARGUMENT at textFileStream (here): '/a\\u0000b' is not a path. Give the path of a file or directory.",
  ),
  row(
    'textFileStream of an address',
    ({ ssc }: Any) => ssc.textFileStream('https://example.org/in'),
    "E_ARGUMENT at textFileStream (here): 'https://example.org/in' is on a file system that is not known here: https. Give a path of this machine, such as /data/in or file:///data/in.",
  ),
  row(
    'textFileStream with null options',
    ({ ssc }: Any) => ssc.textFileStream('/in', null),
    'E_ARGUMENT at textFileStream (here): the options are null. Use { filter, newFilesOnly, trackBy }, or nothing.',
  ),
  row(
    'textFileStream with a filter that is none',
    ({ ssc }: Any) => ssc.textFileStream('/in', { filter: 5 }),
    'E_NOT_A_FUNCTION at textFileStream (here): textFileStream was given 5 as filter. Pass a function.',
  ),
  row(
    'textFileStream tracked by size',
    ({ ssc }: Any) => ssc.textFileStream('/in', { trackBy: 'size' }),
    "E_ARGUMENT at textFileStream (here): trackBy is 'size'. Use 'time' or 'name'.",
  ),
  row(
    'fileStream without options',
    ({ ssc }: Any) => ssc.fileStream('/in'),
    'E_ARGUMENT at fileStream (here): the options are undefined. Use { read: (path, sc) => ... }.',
  ),
  row(
    'fileStream without read',
    ({ ssc }: Any) => ssc.fileStream('/in', {}),
    'E_NOT_A_FUNCTION at fileStream (here): fileStream was given undefined as read. Pass a function.',
  ),
  row(
    'fileStream whose read answers no RDD',
    ({ ssc, run }: Any) => {
      ssc.fileStream('/in', { newFilesOnly: false, read: () => null }).print()
      run.files.write('/in/a', 'a')
    },
    'E_ARGUMENT at fileStream (here): read answered null where an RDD is needed. Make an RDD of it with sc.parallelize(records).',
  ),
  row(
    'fileStream whose read answers an array',
    ({ ssc, run }: Any) => {
      ssc.fileStream('/in', { newFilesOnly: false, read: () => ['a'] }).print()
      run.files.write('/in/a', 'a')
    },
    "E_ARGUMENT at fileStream (here): read answered [ 'a' ] where an RDD is needed. Make an RDD of it with sc.parallelize(records).",
  ),
  row(
    'fileStream whose read answers a promise',
    ({ ssc, sc, run }: Any) => {
      ssc.fileStream('/in', { newFilesOnly: false, read: async () => sc.parallelize([1]) }).print()
      run.files.write('/in/a', 'a')
    },
    'E_ASYNC_FUNCTION at fileStream (here): fileStream was given an async function, and its records may not wait. Use mapAsync(f, { concurrency, ordered }) or foreachAsync(f) for I/O.',
  ),
  row(
    'binaryRecordsStream without a length',
    ({ ssc }: Any) => ssc.binaryRecordsStream('/in'),
    'E_ARGUMENT at binaryRecordsStream (here): binaryRecordsStream was given a record length of undefined. Give a whole number of bytes of at least 1.',
  ),
  row(
    'binaryRecordsStream of length 0',
    ({ ssc }: Any) => ssc.binaryRecordsStream('/in', 0),
    'E_ARGUMENT at binaryRecordsStream (here): binaryRecordsStream was given a record length of 0. Give a whole number of bytes of at least 1.',
  ),
  row(
    "binaryRecordsStream of length '4'",
    ({ ssc }: Any) => ssc.binaryRecordsStream('/in', '4'),
    "E_ARGUMENT at binaryRecordsStream (here): binaryRecordsStream was given a record length of '4'. Give a whole number of bytes of at least 1.",
  ),
  row(
    'binaryRecordsStream of a file of another length',
    ({ ssc, run }: Any) => {
      ssc.binaryRecordsStream('/in', 4, { newFilesOnly: false }).print()
      run.files.write('/in/a', '12345')
    },
    'E_RECORD_LENGTH at binaryRecordsStream (here): /in/a has 5 bytes, which is not a whole number of records of 4 bytes. Give the length of a record in bytes, and write only whole records.',
  ),
  row(
    'receiverStream of nothing',
    ({ ssc }: Any) => ssc.receiverStream(),
    'E_ARGUMENT at receiverStream (here): the receiver is undefined. Use an object of a class that extends Receiver.',
  ),
  row(
    'receiverStream of an object',
    ({ ssc }: Any) => ssc.receiverStream({ onStart() {} }),
    'E_ARGUMENT at receiverStream (here): the receiver is { onStart: [Function: onStart] }. Use an object of a class that extends Receiver.',
  ),
  row(
    'receiverStream of a class',
    ({ ssc }: Any) => ssc.receiverStream(class {}),
    'E_ARGUMENT at receiverStream (here): the receiver is [class (anonymous)]. Use an object of a class that extends Receiver.',
  ),
  row(
    'inputStream of nothing',
    ({ ssc }: Any) => ssc.inputStream(),
    'E_ARGUMENT at inputStream (here): the source is undefined. Use an object with a method compute(time) that answers an RDD.',
  ),
  row(
    'inputStream without compute',
    ({ ssc }: Any) => ssc.inputStream({}),
    'E_ARGUMENT at inputStream (here): the source is {}. Use an object with a method compute(time) that answers an RDD.',
  ),
  row(
    'inputStream that answers an array',
    ({ ssc }: Any) => ssc.inputStream({ compute: () => [1] }).print(),
    'E_ARGUMENT at inputStream (here): the input answered [ 1 ] where an RDD is needed. Make an RDD of it with sc.parallelize(records).',
  ),
  row(
    'inputStream that answers an RDD of another context',
    ({ ssc, other }: Any) => ssc.inputStream({ compute: () => other.sc.parallelize([1]) }).print(),
    'E_CONTEXT_MISMATCH at inputStream (here): the input answered an RDD of another SparkContext. Make the RDDs with the sparkContext of this streaming context.',
  ),
]

holds(import.meta.url, rows, someStreams)
