import { StreamError } from '../kernel/errors.ts'
import { hashKey, nonNegativeMod } from '../kernel/hash.ts'
import type { Ordering } from '../kernel/order.ts'
import { show } from '../kernel/show.ts'
import { Site } from '../kernel/site.ts'
import { requireSynchronous } from '../program/placed.ts'
import { badArgument, type Caller } from './arguments.ts'
import { settled } from './faults.ts'

/**
 * Says in which partition a key lies. Two RDDs whose partitioners are equal have equal keys in equal partitions, so they
 * can be joined without a shuffle: that is what `equals` is for.
 */
export interface Partitioner {
  readonly numPartitions: number
  /** A whole number from 0 to numPartitions − 1, the same for equal keys, on every host. */
  getPartition(key: unknown): number
  equals(other: Partitioner): boolean
}

/** Partition by hash of the key's value; null and undefined lie in partition 0. Equal when the counts are. */
export class HashPartitioner implements Partitioner {
  readonly numPartitions: number

  constructor(numPartitions: number) {
    this.numPartitions = checkPartitions(numPartitions, 'HashPartitioner')
  }

  getPartition(key: unknown): number {
    if (this.numPartitions === 1 || key === null || key === undefined) return 0
    return nonNegativeMod(hashKey(key), this.numPartitions)
  }

  equals(other: Partitioner): boolean {
    return other instanceof HashPartitioner && other.numPartitions === this.numPartitions
  }
}

/**
 * Partition by ranges of the ordered keys: partition i holds the keys up to and including bound i.
 *
 * The bounds are found by sampling the data, which takes a job, so they are set by `decide` before the first task.
 * Equal only to itself.
 */
export class RangePartitioner implements Partitioner {
  readonly numPartitions: number
  readonly ordering: Ordering<any>
  readonly ascending: boolean
  #bounds: readonly unknown[] = []
  #decided = false

  constructor(numPartitions: number, ordering: Ordering<any>, ascending = true) {
    this.numPartitions = checkPartitions(numPartitions, 'RangePartitioner')
    this.ordering = ordering
    this.ascending = ascending
  }

  /** Upper bounds of all partitions but the last, ascending, at most numPartitions − 1 of them. */
  get bounds(): readonly unknown[] {
    return this.#bounds
  }

  /** True once the bounds are known. */
  get isDecided(): boolean {
    return this.#decided
  }

  decide(bounds: readonly unknown[]): void {
    this.#decided = true
    this.#bounds = Object.freeze([...bounds])
  }

  /** False when no key from `lower` to `upper` can lie in partition `p`. */
  overlaps(p: number, lower: unknown, upper: unknown): boolean {
    const [from, to] = [this.getPartition(lower), this.getPartition(upper)]
    return this.ascending ? from <= p && p <= to : to <= p && p <= from
  }

  getPartition(key: unknown): number {
    let low = 0
    let high = this.#bounds.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.ordering(key, this.#bounds[middle]) > 0) low = middle + 1
      else high = middle
    }
    return this.ascending ? low : this.numPartitions - 1 - low
  }

  equals(other: Partitioner): boolean {
    return other === this
  }
}

/** Partition by a function of the user, as PySpark's `partitionFunc`. Equal when count and function are the same. */
export class FunctionPartitioner implements Partitioner {
  readonly numPartitions: number
  readonly f: (key: any) => number

  constructor(numPartitions: number, f: (key: any) => number) {
    this.numPartitions = checkPartitions(numPartitions, 'partitionBy')
    if (typeof f !== 'function')
      throw badArgument('partitionBy', 'the partition function is', f, 'a function from keys to whole numbers')
    requireSynchronous(Site.here('partitionBy'), f)
    this.f = f
  }

  getPartition(key: unknown): number {
    const number = settled(this.f(key))
    if (Number.isInteger(number)) return nonNegativeMod(number, this.numPartitions)
    throw new StreamError(
      'E_ARGUMENT',
      `the partition function answered ${show(number, 40)} for key ${show(key, 40)}`,
      {
        hint: 'Answer a whole number.',
      },
    )
  }

  equals(other: Partitioner): boolean {
    return other instanceof FunctionPartitioner && other.numPartitions === this.numPartitions && other.f === this.f
  }
}

/** A number of partitions means hash partitioning into so many. */
export type PartitionerLike = number | Partitioner

/** The partitioner that `operator` was asked for. Errors: E_ARGUMENT. */
export function toPartitioner(operator: string, given: PartitionerLike, caller?: Caller): Partitioner {
  if (typeof given === 'number') return new HashPartitioner(checkPartitions(given, operator, caller))
  const { getPartition, equals, numPartitions } = (given ?? {}) as Partial<Partitioner>
  if (typeof getPartition === 'function' && typeof equals === 'function' && Number.isInteger(numPartitions))
    return given
  throw badArgument(operator, 'the partitioner is', given, 'a number of partitions or a Partitioner', caller)
}

/** More partitions than this are a mistake that would fill the memory before a job could begin. */
const MOST_PARTITIONS = 1_000_000

/** Throw E_ARGUMENT unless `n` is a whole number of at least 1, and of a size that can be. */
export function checkPartitions(n: number, operator: string, caller?: Caller): number {
  if (Number.isInteger(n) && n >= 1 && n <= MOST_PARTITIONS) return n
  const site = caller?.site(operator) ?? Site.here(operator)
  throw new StreamError('E_ARGUMENT', `${site.operator} was asked for ${show(n, 40)} partitions`, {
    at: String(site),
    hint: n > MOST_PARTITIONS ? `Use at most ${MOST_PARTITIONS}.` : 'Use a whole number of at least 1.',
  })
}
