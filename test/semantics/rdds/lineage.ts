import { type RDD, type SparkContext, StorageLevel } from '../../../src/index.ts'
import { add, type Case, pairs } from './case.ts'

/** An RDD whose records count how often they are computed. */
function counting(rdd: RDD<any>, sc: SparkContext) {
  const computed = sc.longAccumulator()
  const made: RDD<any> = rdd.map((x) => {
    computed.add(1)
    return x
  })
  return { computed, made }
}

function push(list: number[], ...more: number[]): number[] {
  list.push(...more)
  return list
}

/** Sums of a kind that those who read them may change, joined with themselves. */
function joinedSums(rdd: RDD<any>): RDD<any> {
  const lists = rdd.combineByKey(
    (n: number) => [n],
    push,
    (list: number[], others: number[]) => push(list, ...others),
    2,
  )
  return lists.join(lists).mapValues(([a, b]) => [...a, ...b].reduce(add, 0))
}

/** What is kept of an RDD, and what is computed again. */
export const LINEAGE: readonly Case[] = [
  {
    name: 'transformations compute nothing',
    input: [1, 2],
    operate: async (r, _, sc) => {
      const { computed, made } = counting(r, sc)
      made.map((x) => [x, 1] as const).reduceByKey(add)
      return computed.value
    },
    value: 0,
  },
  {
    name: 'an RDD is computed for every action',
    input: [1, 2],
    operate: async (r, _, sc) => {
      const { computed, made } = counting(r, sc)
      await made.collect()
      await made.count()
      return computed.value
    },
    value: 4,
  },
  {
    name: 'a persisted RDD is computed once',
    input: [1, 2],
    operate: async (r, _, sc) => {
      const { computed, made } = counting(r, sc)
      const kept = made.cache()
      const [a, b] = [await kept.sum(), await kept.collect()]
      return [a, b, computed.value]
    },
    value: [3, [1, 2], 2],
  },
  {
    name: 'an RDD that is persisted no more is computed again',
    input: [1, 2],
    operate: async (r, _, sc) => {
      const { computed, made } = counting(r, sc)
      await made.persist(StorageLevel.MEMORY_AND_DISK).count()
      await made.unpersist().count()
      return [made.isCached, computed.value]
    },
    value: [false, 4],
  },
  {
    name: 'a level is not changed',
    input: [1],
    operate: async (r) => r.cache().persist(StorageLevel.DISK_ONLY),
    error: 'E_LEVEL_ASSIGNED',
  },
  {
    name: 'records of every level come back equal',
    input: [undefined, { a: [1] }, Number.NaN],
    operate: async (r) => {
      const levels = [StorageLevel.MEMORY_ONLY, StorageLevel.MEMORY_ONLY_SER, StorageLevel.DISK_ONLY]
      const kept = levels.map((level) => r.map((x) => x).persist(level))
      for (const rdd of kept) await rdd.count()
      return Promise.all(kept.map((rdd) => rdd.collect()))
    },
    value: Array(3).fill([undefined, { a: [1] }, Number.NaN]),
  },
  {
    name: 'what a shuffle moved is used again',
    input: pairs('a', 1, 'b', 2),
    operate: async (r, _, sc) => {
      const { computed, made } = counting(r, sc)
      const sums = made.reduceByKey(add)
      await sums.count()
      await sums.mapValues((x) => x).collect()
      return computed.value
    },
    value: 2,
  },
  {
    name: 'a checkpoint cuts the lineage and keeps the records',
    input: [1, 2],
    operate: async (r, _, sc) => {
      sc.setCheckpointDir('/checkpoints')
      const made = r.map((x) => x + 1)
      made.checkpoint()
      const before = made.isCheckpointed()
      await made.count()
      return [before, made.isCheckpointed(), made.dependencies.length, await made.collect()]
    },
    value: [false, true, 0, [2, 3]],
  },
  {
    name: 'a checkpoint without a directory',
    input: [1],
    operate: async (r) => r.checkpoint(),
    error: 'E_CHECKPOINT_DIR',
  },
  {
    name: 'localCheckpoint cuts the lineage without files',
    input: [1, 2],
    operate: async (r) => {
      const made = r.map((x) => x + 1).localCheckpoint()
      await made.count()
      return [made.isCheckpointed(), made.getCheckpointFile(), made.dependencies.length, await made.collect()]
    },
    value: [true, undefined, 0, [2, 3]],
  },
  {
    name: 'sums that may be changed, read by what comes behind and again by what comes behind that',
    input: pairs('a', 1),
    operate: async (r) => {
      const one = joinedSums(r)
      const both = joinedSums(r.filter(() => false).union(one)).union(one)
      const times: unknown[] = []
      for (let time = 0; time < 3; time++) times.push((await both.collect()).map(([, n]) => n))
      return times
    },
    value: [
      [4, 2],
      [4, 2],
      [4, 2],
    ],
  },
  {
    name: 'an aborted job',
    input: [1],
    operate: (r) => r.collect({ signal: AbortSignal.abort() }),
    error: 'E_ABORTED',
  },
  {
    name: 'a context that was stopped',
    input: [1],
    operate: async (r, _, sc) => {
      await sc.stop()
      return r.collect()
    },
    error: 'E_CONTEXT_STOPPED',
  },
]
