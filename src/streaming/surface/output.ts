import type { OutputContext } from '../../connect/sink.ts'
import { then } from '../../kernel/eventual.ts'
import type { Time } from '../../kernel/time.ts'
import { badArgument, requireWhole } from '../../rdd/arguments.ts'
import { outputOf } from '../../rdd/output-properties.ts'
import type { RDD } from '../../rdd/rdd.ts'
import type { DStream } from '../dstream.ts'
import type { Operator } from '../operator.ts'
import type { Output } from '../output.ts'
import { batchPath, blockOf, localTime, pythonText, scalaText } from './blocks.ts'
import { callUser } from './user-code.ts'

/**
 * Output operations: what makes a batch do anything at all. They run in the order in which they are registered, one after
 * the other; a batch in which the stream has no RDD makes no job.
 */
export interface OutputOperators<T> {
  /**
   * Print the first `num` records of each batch on standard output, between lines of 43 dashes; `...` says that there are
   * more. Strings are printed as they are, with control characters escaped; arrays as tuples.
   *
   * Units     the time in ms since 1970
   * Errors    E_ARGUMENT
   *
   * @example
   * stream.print(1)
   * // batches [[['cloud', 3], ['rain', 1]]]; printed[0].split('\n').filter((line) => !line.startsWith('---'))
   * //   -> ['Time: 1000 ms', '(cloud,3)', '...', '']
   */
  print(num?: number): void

  /**
   * As `print`, the way Python does: the time as `2026-01-01 00:00:00` in local time, and records as Python writes them.
   *
   * Errors    E_ARGUMENT
   *
   * @example
   * stream.pprint()
   * // batches [[['cloud', 3]]]; printed[0].split('\n').slice(3) -> ["('cloud', 3)", '']
   */
  pprint(num?: number): void

  /**
   * Call `f` on the driver with the RDD of each batch. Work happens when `f` runs actions; it may be async, and the batch
   * ends when it does. `output` says what is written under which name: the job, the output operation, the batch and the
   * epoch; tasks have it as `TaskContext.get().output`.
   *
   * Delivery  `f` is called once a batch; a batch that is run again calls it again, with the same time
   * Errors    E_NOT_A_FUNCTION; what `f` throws fails the batch with E_USER_FUNCTION
   *
   * @example
   * const sizes: [number, number][] = []
   * stream.foreachRDD(async (rdd, time) => sizes.push([time.milliseconds, await rdd.count()]))
   * // batches [['a', 'b'], []]; sizes -> [[1000, 2], [2000, 0]]
   */
  foreachRDD(f: (rdd: RDD<T>, time: Time, output: OutputContext) => unknown): void

  /**
   * Call `f` where the records are, once for each partition of each batch, an empty one too; it may be async.
   *
   * Delivery  a task that is run again calls `f` again for its partition
   * Errors    E_NOT_A_FUNCTION; what `f` throws fails the batch with E_USER_FUNCTION
   *
   * @example
   * const parts: string[] = []
   * stream.repartition(1).foreachPartition((words) => parts.push([...words].join()))
   * // batches [['a', 'b'], ['c']]; parts -> ['a,b', 'c']
   */
  foreachPartition(f: (records: Iterable<T>) => unknown): void

  /**
   * Write each batch as lines of text into a directory of its own, `prefix-<ms>[.suffix]`; without a prefix `<ms>`. Empty
   * batches are written too. A directory that exists is overwritten, so a batch that is run again is written once. While
   * the disk is full batches wait.
   *
   * Errors    E_OUTPUT_UNWRITABLE, from the batch
   *
   * @example
   * stream.saveAsTextFiles('out/words', 'txt')
   * // batches [['a', 'b']]; sc.textFile('out/words-1000.txt') -> ['a', 'b']
   */
  saveAsTextFiles(prefix?: string | null, suffix?: string | null): void

  /**
   * As `saveAsTextFiles`, as files that `sc.objectFile` reads.
   *
   * Errors    E_OUTPUT_UNWRITABLE; E_USER_FUNCTION for a record that cannot be cloned; both from the batch
   *
   * @example
   * stream.saveAsObjectFiles('out/pairs')
   * // batches [[['a', new Date(0)]]]; sc.objectFile('out/pairs-1000') -> [['a', new Date(0)]]
   */
  saveAsObjectFiles(prefix?: string | null, suffix?: string | null): void
}

interface OutputParts extends Pick<Output, 'begin'> {
  /** Only the driver runs the job. */
  readonly isPrivate?: boolean
}

/** Register an output operation whose job for a batch is `run`. */
export function registerOutput(
  stream: DStream<any>,
  operator: Operator,
  run: (rdd: RDD<any>, time: number) => Promise<unknown>,
  { isPrivate = false, begin }: OutputParts = {},
): void {
  stream.context.graph.register({
    operator,
    stream,
    private: isPrivate,
    ...(begin === undefined ? {} : { begin }),
    job: (time) =>
      then(stream.getOrCompute(time), (rdd) => {
        if (rdd === undefined) return undefined
        return async () => {
          await run(rdd, time)
        }
      }),
  })
}

/** As `registerOutput`, for a job of ours: what it fails with has the operator's line. */
export function registerJob(
  stream: DStream<any>,
  operator: Operator,
  run: (rdd: RDD<any>, time: number) => Promise<unknown>,
): void {
  registerOutput(stream, operator, (rdd, time) => rdd.context.at(operator.site, () => run(rdd, time)))
}

function printed(
  stream: DStream<any>,
  kind: string,
  num: number,
  label: (time: number) => string,
  text: (record: unknown) => string,
): void {
  const { print } = stream.context.sparkContext.environment
  requireWhole(kind, 'the number', num)
  registerJob(stream, stream.context.graph.define(kind), async (rdd, time) => {
    // One more than is shown tells whether there are more.
    const records = await rdd.take(num + 1)
    print(blockOf(label(time), records, num, text))
  })
}

function saved(
  stream: DStream<any>,
  kind: string,
  [prefix, suffix]: readonly (string | null | undefined)[],
  save: (rdd: RDD<any>, path: string) => Promise<void>,
): void {
  requireName(kind, 'the prefix is', prefix)
  requireName(kind, 'the suffix is', suffix)
  registerJob(stream, stream.context.graph.define(kind), (rdd, time) => save(rdd, batchPath(prefix, suffix, time)))
}

/** Throw E_ARGUMENT for what can be no part of a path. */
function requireName(kind: string, what: string, name: string | null | undefined): void {
  if (name === undefined || name === null || (typeof name === 'string' && !name.includes('\0'))) return
  throw badArgument(kind, what, name, 'a part of a path, or null for none')
}

export const output: OutputOperators<any> & ThisType<DStream<any>> = {
  print(num = 10) {
    printed(this, 'print', num, (time) => `${time} ms`, scalaText)
  },
  pprint(num = 10) {
    printed(this, 'pprint', num, localTime, pythonText)
  },
  foreachRDD(f) {
    const operator = this.context.graph.define('foreachRDD')
    const { call } = operator.placeAsync(f)
    const called = (rdd: RDD<any>, time: number): Promise<unknown> =>
      callUser(operator, time, (t) => call(rdd, t, outputOf(rdd.context.properties.all) as OutputContext))
    registerOutput(this, operator, called, { isPrivate: true })
  },
  foreachPartition(f) {
    const operator = this.context.graph.define('foreachPartition')
    const placed = operator.placeAsync(f)
    registerJob(this, operator, (rdd) => rdd.foreachPartition(placed))
  },
  saveAsTextFiles(prefix, suffix) {
    saved(this, 'saveAsTextFiles', [prefix, suffix], (rdd, path) => rdd.saveAsTextFile(path, { overwrite: true }))
  },
  saveAsObjectFiles(prefix, suffix) {
    saved(this, 'saveAsObjectFiles', [prefix, suffix], (rdd, path) => rdd.saveAsObjectFile(path, { overwrite: true }))
  },
}
