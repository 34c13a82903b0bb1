import { placedError, StreamError } from '../../kernel/errors.ts'
import type { StateBody } from '../../rdd/node.ts'
import type { RDD } from '../../rdd/rdd.ts'
import type { PartitionState, StateDraft } from '../../state/store.ts'
import type { Reader } from './reader.ts'

/** Take the state of a partition from one version to the next, and answer the records that come of it. */
export function stateRecords(reader: Reader, rdd: RDD<any>, p: number, body: StateBody): Iterable<any> {
  const partition = reader.ground.states.partition<unknown, unknown>(body.operator, p)
  if (!partition.has(body.to)) return changed(reader, rdd, p, body, begin(partition, rdd, body))
  const { view } = body
  if (view !== undefined) return reader.call(rdd, () => [...view.call(partition.read(body.to), reader.place(rdd, p))])
  const copy = partition.scratch(body.from, body.to)
  try {
    return output(reader, rdd, p, body, copy)
  } finally {
    copy.abort()
  }
}

/**
 * A draft on top of the newest version. That is `from`, or an older one when the batch that should have made `from` failed
 * for good and is forgotten: its failure was reported, and the state goes on without it.
 */
function begin(
  partition: PartitionState<unknown, unknown>,
  rdd: RDD<any>,
  body: StateBody,
): StateDraft<unknown, unknown> {
  const { version } = partition
  const { from } = body
  if (version === from || (from !== undefined && (version ?? Number.NEGATIVE_INFINITY) < from))
    return partition.draft(version, body.to)
  throw new StreamError(
    'BUG_INVARIANT',
    `the state of '${body.operator}' is at version ${version} and cannot be taken from ${from} to ${body.to}`,
    { at: String(rdd.node.site) },
  )
}

function changed(
  reader: Reader,
  rdd: RDD<any>,
  p: number,
  body: StateBody,
  draft: StateDraft<unknown, unknown>,
): any[] {
  try {
    const records = output(reader, rdd, p, body, draft)
    draft.commit()
    return records
  } catch (error) {
    draft.abort()
    throw placedError(error, rdd.node.site)
  }
}

/** Read to its end: the state is only then what it is to be. */
const output = (
  reader: Reader,
  rdd: RDD<any>,
  p: number,
  body: StateBody,
  draft: StateDraft<unknown, unknown>,
): any[] => reader.call(rdd, () => [...body.f.call(draft, reader.inputs(rdd, p), reader.place(rdd, p))])
