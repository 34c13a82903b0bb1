import type { OutputTask, Sink } from './sink.ts'

/** A record under a text that is the same each time that its batch is run. */
export type Keyed<T> = readonly [id: string, record: T]

/** What `idempotentSink` is made of. */
export interface IdempotentWriter<T> {
  /**
   * Write the records of a partition, so that writing them again changes nothing. `key` stands for all of them, each has an
   * id of its own: `key/0`, `key/1` and so on.
   */
  write(records: Iterable<Keyed<T>>, key: string, task: OutputTask): unknown
}

/**
 * A sink that writes under names which stay the same: writing again writes the same over it. For stores that put by key, such
 * as Redis, or SQL with `on conflict`.
 *
 * Delivery  each record once, as long as its partition and its place in it are the same when the batch is run again: so of
 *           sources, of what is made of their records one by one, and of keyed results that were sorted. For others take
 *           the record's own key in place of the id
 *
 * @example
 * const store = new Map<string, string>()
 * const sink = idempotentSink<string>({ write: (words) => { for (const [id, word] of words) store.set(id, word) } })
 * stream.repartition(1).writeTo(sink, { name: 'words' })
 * // batches [['a', 'b']]; [...store].map(([id, word]) => [id.replace(/^[^/]+/, 'job'), word])
 * //   -> [['job/words/1000/0/0', 'a'], ['job/words/1000/0/1', 'b']]
 */
export const idempotentSink = <T = any>({ write }: IdempotentWriter<T>): Sink<T, unknown> => ({
  write: async (records, task) => void (await write(keyed(records, keyOf(task)), keyOf(task), task)),
})

function* keyed<T>(records: Iterable<T>, key: string): Generator<Keyed<T>> {
  let place = 0
  for (const record of records) yield [`${key}/${place++}`, record]
}

/** A stable name for what one partition writes in one batch: `job/output/time/partition`. */
const keyOf = ({ job, output, batchTime, partition }: OutputTask): string =>
  [job, output, batchTime.milliseconds, partition].map((part) => encodeURIComponent(part)).join('/')
