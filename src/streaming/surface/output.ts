import { then } from '../../kernel/eventual.ts'
import type { Time } from '../../kernel/time.ts'
import type { RDD } from '../../rdd/rdd.ts'
import type { DStream } from '../dstream.ts'
import type { Operator } from '../operator.ts'
import { batchPath, blockOf, localTime, pythonText, scalaText } from './blocks.ts'
import { callUser } from './user-code.ts'

/**
 * Output operations: what makes a batch do anything at all. They run in the order in which they are registered, one after
 * the other; a batch in which the stream has no RDD makes no job.
 */
export interface OutputOperators<T> {
  /**
   * Print the first records of each batch on standard output:
   *
   *     -------------------------------------------
   *     Time: 1767225600000 ms
   *     -------------------------------------------
   *     (cloud,3)
   *     ...
   *
   * Strings are printed as they are, with control characters escaped; arrays as tuples; `...` says that there are more.
   */
  print(num?: number): void

  /** As `print`, the way Python does: `Time: 2026-01-01 00:00:00` in local time, and `('cloud', 3)`. */
  pprint(num?: number): void

  /**
   * Call `f` on the driver with the RDD of each batch. Work happens when `f` runs actions; it may be async, and the batch
   * ends when it does.
   *
   * Delivery  `f` is called once a batch; a batch that is run again calls it again, with the same time
   */
  foreachRDD(f: (rdd: RDD<T>, time: Time) => unknown): void

  /**
   * Call `f` where the records are, once for each partition of each batch; it may be async.
   *
   * Delivery  a task that is run again calls `f` again for its partition
   */
  foreachPartition(f: (records: Iterable<T>) => unknown): void

  /**
   * Write each batch as lines of text into a directory of its own, `prefix-<ms>[.suffix]`; without a prefix `<ms>`. Empty
   * batches are written too. A directory that exists is overwritten, so a batch that is run again is written once.
   */
  saveAsTextFiles(prefix?: string | null, suffix?: string | null): void

  /** As `saveAsTextFiles`, as files that `sc.objectFile` reads. */
  saveAsObjectFiles(prefix?: string | null, suffix?: string | null): void
}

/** Register an output operation whose job for a batch is `run`. */
export function registerOutput(
  stream: DStream<any>,
  operator: Operator,
  run: (rdd: RDD<any>, time: number) => Promise<unknown>,
): void {
  stream.context.graph.register({
    operator,
    stream,
    job: (time) =>
      then(stream.getOrCompute(time), (rdd) => {
        if (rdd === undefined) return undefined
        return async () => {
          await run(rdd, time)
        }
      }),
  })
}

function printed(
  stream: DStream<any>,
  kind: string,
  num: number,
  label: (time: number) => string,
  text: (record: unknown) => string,
): void {
  const { print } = stream.context.sparkContext.environment
  registerOutput(stream, stream.context.graph.define(kind), async (rdd, time) => {
    // One more than is shown tells whether there are more.
    const records = await rdd.take(num + 1)
    print(blockOf(label(time), records, num, text))
  })
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
    registerOutput(this, operator, (rdd, time) => callUser(operator, time, (t) => call(rdd, t)))
  },
  foreachPartition(f) {
    const operator = this.context.graph.define('foreachPartition')
    const placed = operator.placeAsync(f)
    registerOutput(this, operator, (rdd) => rdd.foreachPartition(placed))
  },
  saveAsTextFiles(prefix, suffix) {
    const operator = this.context.graph.define('saveAsTextFiles')
    registerOutput(this, operator, (rdd, time) =>
      rdd.saveAsTextFile(batchPath(prefix, suffix, time), { overwrite: true }),
    )
  },
  saveAsObjectFiles(prefix, suffix) {
    const operator = this.context.graph.define('saveAsObjectFiles')
    registerOutput(this, operator, (rdd, time) =>
      rdd.saveAsObjectFile(batchPath(prefix, suffix, time), { overwrite: true }),
    )
  },
}
