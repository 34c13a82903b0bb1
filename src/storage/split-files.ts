import { isCompressed } from './compression.ts'
import type { FileStatus } from './files.ts'
import type { FileSplit } from './splits.ts'

/** The largest split, as Hadoop's local file system has it: 32 MiB. */
const BLOCK = 32 * 1024 * 1024

/** The last split of a file may be this much larger than the others, so that no crumb becomes a partition. */
const SLOP = 1.1

/**
 * Cut files into about `minPartitions` splits of equal length or more, one list of splits a partition.
 *
 * A split never spans files, so there are as many partitions as files at least, not counting empty files, which have none.
 * A compressed file is one split. A split is at most 32 MiB and a tenth.
 *
 * Source    Hadoop's FileInputFormat.getSplits, and Spark's HadoopRDD, which leaves out empty splits
 */
export function splitFiles(statuses: readonly FileStatus[], minPartitions: number): FileSplit[][] {
  const goal = Math.floor(total(statuses) / Math.max(1, minPartitions))
  const size = Math.max(1, Math.min(goal, BLOCK))
  return withContent(statuses)
    .flatMap((status) => (isCompressed(status.path) ? [wholeSplit(status)] : cut(status, size)))
    .map((s) => [s])
}

/** As `splitFiles`, cut between records of `length` bytes only. */
export function splitRecords(statuses: readonly FileStatus[], length: number): FileSplit[][] {
  const size = Math.max(length, Math.floor(BLOCK / length) * length)
  return withContent(statuses)
    .flatMap((status) => cut(status, size))
    .map((split) => [split])
}

/**
 * Pack whole files into about `minPartitions` lists of paths of about equal bytes, in their order.
 *
 * Source    Hadoop's CombineFileInputFormat as wholeTextFiles sets it
 */
export function packFiles(statuses: readonly FileStatus[], minPartitions: number): string[][] {
  const goal = Math.max(1, Math.ceil(total(statuses) / Math.max(1, minPartitions)))
  const packs: string[][] = []
  let bytes = goal
  for (const { path, size } of statuses) {
    if (bytes >= goal) {
      packs.push([])
      bytes = 0
    }
    packs.at(-1)?.push(path)
    bytes += size
  }
  return packs
}

const withContent = (statuses: readonly FileStatus[]): FileStatus[] => statuses.filter(({ size }) => size > 0)

const total = (statuses: readonly FileStatus[]): number => statuses.reduce((sum, { size }) => sum + size, 0)

const wholeSplit = ({ path, size }: FileStatus): FileSplit => ({ path, start: 0, end: size })

function cut(status: FileStatus, size: number): FileSplit[] {
  const splits: FileSplit[] = []
  let start = 0
  for (; (status.size - start) / size > SLOP; start += size)
    splits.push({ path: status.path, start, end: start + size })
  if (start < status.size) splits.push({ path: status.path, start, end: status.size })
  return splits
}
