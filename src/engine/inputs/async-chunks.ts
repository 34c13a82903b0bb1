import type { Placed } from '../../program/placed.ts'
import { Fault } from '../../rdd/faults.ts'
import type { AsyncPartitionFunction, NarrowDependency } from '../../rdd/node.ts'
import type { RDD } from '../../rdd/rdd.ts'
import { waitedRecords } from './ahead.ts'
import type { Reader } from './reader.ts'

/** What an async function of a whole partition yields; what it throws names its operator. */
export async function* asyncChunks(
  reader: Reader,
  rdd: RDD<any>,
  p: number,
  f: Placed<AsyncPartitionFunction>,
): AsyncGenerator<readonly any[]> {
  const dependency = rdd.node.dependencies[0] as NarrowDependency
  const parents = dependency.parents(p)
  reader.begins(f.site)
  try {
    const input = dependency.rdd.node.waits ? waitedRecords(reader, dependency, parents) : reader.inputs(rdd, p)[0]
    const chunks: any = f.call(input ?? [], reader.place(rdd, p))
    if (typeof chunks?.[Symbol.asyncIterator] !== 'function') throw new Fault('not iterable', chunks)
    yield* chunks
  } catch (error) {
    throw reader.failure(error, f.site)
  }
}
