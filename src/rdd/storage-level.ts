import { badArgument } from './arguments.ts'

/**
 * Where the partitions of a persisted RDD are kept: Spark's levels under Spark's names.
 *
 * `disk` and `memory` say where a partition may be; `serialized` keeps bytes instead of objects, which takes less memory
 * and more time. Replicated levels (`_2`, `_3`) mean the same as the plain ones inside one process. A partition that a
 * memory-only level cannot hold is computed again when it is asked for; one of a disk level is written out.
 */
export interface StorageLevel {
  readonly name: string
  readonly memory: boolean
  readonly disk: boolean
  readonly serialized: boolean
  readonly replication: number
}

const level = (name: string, memory: boolean, disk: boolean, serialized: boolean, replication = 1): StorageLevel =>
  Object.freeze({ name, memory, disk, serialized, replication })

export const StorageLevel = {
  NONE: level('NONE', false, false, false),
  DISK_ONLY: level('DISK_ONLY', false, true, true),
  DISK_ONLY_2: level('DISK_ONLY_2', false, true, true, 2),
  DISK_ONLY_3: level('DISK_ONLY_3', false, true, true, 3),
  MEMORY_ONLY: level('MEMORY_ONLY', true, false, false),
  MEMORY_ONLY_2: level('MEMORY_ONLY_2', true, false, false, 2),
  MEMORY_ONLY_SER: level('MEMORY_ONLY_SER', true, false, true),
  MEMORY_ONLY_SER_2: level('MEMORY_ONLY_SER_2', true, false, true, 2),
  MEMORY_AND_DISK: level('MEMORY_AND_DISK', true, true, false),
  MEMORY_AND_DISK_2: level('MEMORY_AND_DISK_2', true, true, false, 2),
  MEMORY_AND_DISK_SER: level('MEMORY_AND_DISK_SER', true, true, true),
  MEMORY_AND_DISK_SER_2: level('MEMORY_AND_DISK_SER_2', true, true, true, 2),
  OFF_HEAP: level('OFF_HEAP', true, true, true),
} as const

/** Throw E_ARGUMENT unless `level` is one of the levels. */
export function requireLevel(operator: string, level: StorageLevel): StorageLevel {
  if (Object.values<unknown>(StorageLevel).includes(level)) return level
  throw badArgument(
    operator,
    'the storage level is',
    level,
    'a level of StorageLevel, such as StorageLevel.MEMORY_ONLY',
  )
}
