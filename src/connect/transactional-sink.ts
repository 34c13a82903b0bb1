import type { OutputTask, Sink } from './sink.ts'

/** What `transactionalSink` is made of: five sentences in the language of a database. */
export interface Transactions<T, Tx> {
  /** Begin a transaction. */
  begin(task: OutputTask): Tx | Promise<Tx>
  /**
   * The batch time, in ms, that was noted last for `slot`; undefined for none. Where transactions run at the same time it
   * must keep others from the slot until this one ends: `select … for update`.
   */
  lastCommitted(tx: Tx, slot: string, task: OutputTask): Last | Promise<Last>
  write(tx: Tx, records: Iterable<T>, task: OutputTask): unknown
  /** Note `batchTime` for `slot`, and commit that together with the records. */
  commit(tx: Tx, slot: string, batchTime: number, task: OutputTask): unknown
  /** End the transaction without a trace. Default: nothing. */
  rollback?(tx: Tx): unknown
}

type Last = number | null | undefined

/**
 * A sink for what has transactions: the records of a partition and the time of their batch are committed together, so a
 * batch that is run again finds that it is there, and is passed over.
 *
 * A slot is a name for the job, the output operation and the partition: there is one row for each, not for each batch. Batches
 * of one output follow one another, also where others overlap. An epoch below one that is noted is of a process that was
 * replaced: `lastCommitted` may throw then.
 *
 * Delivery  exactly once with checkpoints, as long as the stream has the same number of partitions when it starts again:
 *           `repartition(n)` sees to that
 *
 * @example
 * const [words, times] = [[] as string[], new Map<string, number>()]
 * const sink = transactionalSink<string, string[]>({
 *   begin: () => [],
 *   lastCommitted: (_tx, slot) => times.get(slot),
 *   write: (tx, records) => tx.push(...records),
 *   commit: (tx, slot, time) => (times.set(slot, time), words.push(...tx)),
 * })
 * stream.repartition(1).writeTo(sink)
 * // batches [['a', 'b'], ['c']]; [words, ...times.values()] -> [['a', 'b', 'c'], 2000]
 */
export function transactionalSink<T = any, Tx = any>(transactions: Transactions<T, Tx>): Sink<T, unknown> {
  const batches = new Turns()
  return {
    prepare: () => batches.take(),
    write: (records, task) => written(transactions, records, task),
    commit: () => batches.end(),
    abort: () => batches.end(),
  }
}

async function written<T, Tx>(
  transactions: Transactions<T, Tx>,
  records: Iterable<T>,
  task: OutputTask,
): Promise<void> {
  const slot = slotOf(task)
  const time = task.batchTime.milliseconds
  const tx = await transactions.begin(task)
  try {
    const last = await transactions.lastCommitted(tx, slot, task)
    if (last !== undefined && last !== null && last >= time) {
      // Functions before this one may count, or keep states.
      for (const _ of records);
      await transactions.rollback?.(tx)
      return
    }
    await transactions.write(tx, records, task)
    await transactions.commit(tx, slot, time, task)
  } catch (error) {
    await transactions.rollback?.(tx)
    throw error
  }
}

/** A stable name for what one partition of an output writes in all batches: `job/output/partition`. */
const slotOf = ({ job, output, partition }: OutputTask): string =>
  [job, output, partition].map((part) => encodeURIComponent(part)).join('/')

/** One after another, in the order in which they came. */
class Turns {
  #last: Promise<void> = Promise.resolve()
  #end: () => void = () => {}

  async take(): Promise<void> {
    const before = this.#last
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#last = promise
    await before
    this.#end = resolve
  }

  end(): void {
    this.#end()
  }
}
