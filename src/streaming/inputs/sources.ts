import type { Decoding } from '../../connect/decoder.ts'
import type { DurationLike } from '../../kernel/duration.ts'
import type { SparkContext } from '../../rdd/context.ts'
import type { RDD } from '../../rdd/rdd.ts'
import type { StorageLevel } from '../../rdd/storage-level.ts'
import type { DStream } from '../dstream.ts'
import type { QueueItem } from './queue.ts'

export interface SocketStreamOptions {
  /** Where received blocks are kept. Default: MEMORY_AND_DISK_2, as in PySpark. */
  readonly level?: StorageLevel
  /** Silence after which the connection counts as lost. Default: the setting millstream.socket.idleTimeout. */
  readonly idleTimeout?: DurationLike
}

export interface SocketTextOptions extends SocketStreamOptions {
  /** Longest line, in bytes. Default: the setting millstream.socket.maxLineBytes, which is 16 MiB. */
  readonly maxLineBytes?: number
}

export interface RawSocketOptions extends SocketStreamOptions {
  /** Largest frame, in bytes. Default: 16 MiB. */
  readonly maxFrameBytes?: number
}

export interface FileStreamOptions {
  /** Say which files count, by path. Hidden ones never do. */
  readonly filter?: (path: string) => boolean
  /** Default true: what was changed before the start is left out. */
  readonly newFilesOnly?: boolean
  /**
   * What makes a file new. `time`, Spark's way and the default: it was changed within
   * spark.streaming.fileStream.minRememberDuration. `name`: it was not there before, however old it is; one name is kept
   * in memory for each file of the directory.
   */
  readonly trackBy?: 'time' | 'name'
}

/** Where streams come from. */
export interface StreamSources {
  /**
   * Lines of UTF-8 text that a server sends, ended by `\n`, `\r\n` or a lone `\r`. The connection is opened again, after
   * spark.streaming.receiverRestartDelay, when it cannot be opened, ends or fails.
   *
   * Delivery  at most once: what was sent while the connection was down is gone, as is what a crash finds in memory
   * Errors    E_ARGUMENT, E_GRAPH_CLOSED; told to listeners: CONN_REFUSED, CONN_LOST, CONN_IDLE, CONN_LINE_TOO_LONG
   * Source    Spark's socketTextStream
   *
   * @example
   * ssc.socketTextStream('localhost', 8888)
   * // bytes 'one\ntwo\n' -> [['one', 'two']]
   */
  socketTextStream(host: string, port: number, options?: StorageLevel | SocketTextOptions): DStream<string>

  /**
   * Records that `converter` makes of the bytes that a server sends: a function that is called with each piece as it
   * comes, or `{ create() }` which makes a decoder a connection that may hold back a piece of a record.
   *
   * Delivery  as socketTextStream
   * Errors    E_ARGUMENT, E_NOT_A_FUNCTION, E_GRAPH_CLOSED; told to listeners: CONN_REFUSED, CONN_LOST, CONN_IDLE,
   *           E_USER_FUNCTION when the converter throws
   * Source    Spark's socketStream
   *
   * @example
   * ssc.socketStream('localhost', 8888, (bytes) => bytes)
   * // bytes 'AB' -> [[65, 66]]
   */
  socketStream<T>(
    host: string,
    port: number,
    converter: ((bytes: Uint8Array) => Iterable<T>) | Decoding<T>,
    options?: StorageLevel | SocketStreamOptions,
  ): DStream<T>

  /**
   * Records that the sender has encoded already: frames of a u32 length (big endian) and the records as object files hold
   * them. Frames are stored as they come; the tasks decode them.
   *
   * Delivery  as socketTextStream
   * Errors    E_ARGUMENT, E_GRAPH_CLOSED; STATE_CORRUPT in a batch with a damaged frame; told to listeners: CONN_REFUSED,
   *           CONN_LOST, CONN_IDLE, CONN_LINE_TOO_LONG
   * Source    Spark's rawSocketStream
   */
  rawSocketStream<T>(host: string, port: number, options?: StorageLevel | RawSocketOptions): DStream<T>

  /**
   * Lines of the files that come to `directory`, each file in the batch in which it is new. A pattern of directories
   * (`logs/2017/*`) is listed anew each batch; directories inside are not entered. Put files in by rename, so that none is
   * read half-written.
   *
   * Shape     an empty RDD in a batch without new files
   * Delivery  each file once; again after its name was forgotten only if it is changed then
   * Errors    E_GRAPH_CLOSED
   * Source    Spark's textFileStream; the rules of files-selector.ts
   *
   * @example
   * ssc.textFileStream('/data/in')
   * // file 'a\nb\n' -> [['a', 'b']]
   */
  textFileStream(directory: string, options?: FileStreamOptions): DStream<string>

  /**
   * As `textFileStream`, of files of any kind: `read` makes an RDD of each.
   *
   * Errors    E_NOT_A_FUNCTION, E_GRAPH_CLOSED
   *
   * @example
   * ssc.fileStream('/data/in', { read: (path, sc) => sc.wholeTextFiles(path) })
   * // file 'a\nb\n' -> [[['/data/in/file', 'a\nb\n']]]
   */
  fileStream<T>(
    directory: string,
    options: FileStreamOptions & { readonly read: (path: string, sc: SparkContext) => RDD<T> },
  ): DStream<T>

  /**
   * As `textFileStream`, of records of `recordLength` bytes each.
   *
   * Errors    E_ARGUMENT, E_GRAPH_CLOSED; E_RECORD_LENGTH in a batch with a file of another length
   *
   * @example
   * ssc.binaryRecordsStream('/data/in', 2).map((bytes) => bytes.length)
   * // file 'abcd' -> [[2, 2]]
   */
  binaryRecordsStream(directory: string, recordLength: number, options?: FileStreamOptions): DStream<Uint8Array>

  /**
   * RDDs out of a queue, for tests: the next one a batch, or with `oneAtATime` false all that are there together. Arrays
   * become RDDs. `queue` is yours: what you push while the stream runs is seen (as in Scala; PySpark copies), and what was
   * taken is gone from it. When the queue is empty the batch has `defaultRDD`; null is no RDD.
   *
   * Shape     by default an empty RDD of one partition when the queue is empty
   * Errors    E_ARGUMENT, E_GRAPH_CLOSED; E_CONTEXT_MISMATCH in the batch
   * Source    Spark's queueStream
   *
   * @example
   * ssc.queueStream([[1, 2], [3]])
   * // batches [] -> [[1, 2], [3], []]
   */
  queueStream<T>(queue: QueueItem<T>[], oneAtATime?: boolean, defaultRDD?: QueueItem<T> | null): DStream<T>

  /**
   * The same RDD in every batch.
   *
   * Errors    E_ARGUMENT, E_GRAPH_CLOSED
   * Source    Spark's ConstantInputDStream
   *
   * @example
   * ssc.constantStream(ssc.sparkContext.parallelize([1, 2]))
   * // batches [] -> [[1, 2], [1, 2]]
   */
  constantStream<T>(rdd: RDD<T>): DStream<T>
}
