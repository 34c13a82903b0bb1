import type { Eventual } from '../../kernel/eventual.ts'
import type { NarrowDependency } from '../../rdd/node.ts'
import type { RDD } from '../../rdd/rdd.ts'
import { Gathered } from '../compile/op.ts'
import { cutsOf } from './depth.ts'
import { runInto } from './drive.ts'
import type { Part } from './parents.ts'
import type { Reader } from './reader.ts'

/**
 * Read what a task has to wait for and then reads by functions that cannot wait, and give it to the reader as arrays.
 *
 * What comes at the end of a task's own chain is not read ahead: the task itself takes it chunk by chunk. With `whole`
 * it is, because the task hands its records to a function that cannot wait.
 */
export async function readAhead(reader: Reader, rdd: RDD<any>, p: number, whole: boolean): Promise<void> {
  if (!rdd.node.waits || reader.isReady(rdd, p)) return
  const { kept } = reader.ground
  const isKept = kept.level(rdd) !== undefined
  const found = isKept ? kept.get(rdd, p) : undefined
  if (found !== undefined) return reader.setReady(rdd, p, found)
  const { body, dependencies } = rdd.node
  const { kind } = body
  const waitsItself = kind === 'async' || kind === 'source' || (kind === 'given' && dependencies.length === 0)
  const through = kind === 'step' || kind === 'concat'
  if (kind !== 'async') await parentsAhead(reader, rdd, p, !through || isKept || whole)
  if (!isKept && !(whole && waitsItself)) return
  const records = await gathered(reader, rdd, p)
  if (isKept) kept.put(rdd, p, records)
  reader.setReady(rdd, p, records)
}

/**
 * Read partitions as a whole where the lineage behind `rdd` is so deep that reading through all of it would need more room
 * on the stack than there is. Answers a promise when one of them has to be waited for.
 */
export function readDeep(reader: Reader, rdd: RDD<any>, p: number): Eventual<void> {
  return cutInTurn(reader, cutsOf(reader, rdd, p))
}

function cutInTurn(reader: Reader, cuts: Iterator<Part, void>): Eventual<void> {
  for (let next = cuts.next(); next.done !== true; next = cuts.next()) {
    const { rdd, p } = next.value
    if (rdd.node.waits) return readLater(reader, rdd, p).then(() => cutInTurn(reader, cuts))
    reader.readNow(rdd, p)
  }
}

async function readLater(reader: Reader, rdd: RDD<any>, p: number): Promise<void> {
  await readAhead(reader, rdd, p, true)
  if (!reader.isReady(rdd, p)) reader.setReady(rdd, p, await gathered(reader, rdd, p))
}

async function parentsAhead(reader: Reader, rdd: RDD<any>, p: number, whole: boolean): Promise<void> {
  for (const dependency of rdd.node.dependencies) {
    if (dependency.kind !== 'narrow') continue
    for (const parent of dependency.parents(p)) await readAhead(reader, dependency.rdd, parent, whole)
  }
}

async function gathered(reader: Reader, rdd: RDD<any>, p: number): Promise<any[]> {
  const sink = { ops: ['collect'], functions: [], site: rdd.node.site } as const
  const all = new Gathered()
  for (const feed of reader.ownFeeds(rdd, p)) {
    if (feed.records !== undefined) runInto(feed, feed.records, sink, all, reader.ground.generated)
    else for await (const chunk of feed.chunks ?? []) runInto(feed, chunk, sink, all, reader.ground.generated)
  }
  return all.out
}

/** The records of a partition that may have to be waited for, one by one: the input of an async function. */
export async function* waitedRecords(
  reader: Reader,
  { rdd }: NarrowDependency,
  parents: readonly number[],
): AsyncGenerator<any> {
  for (const p of parents) {
    await readAhead(reader, rdd, p, false)
    for (const { line, records, chunks } of reader.feeds(rdd, p)) {
      if (records !== undefined) yield* line.chain.pull(records, line.trace(), reader.ground.generated)
      else for await (const chunk of chunks ?? []) yield* line.chain.pull(chunk, line.trace(), reader.ground.generated)
    }
  }
}
