import { Random } from '../kernel/random.ts'
import { badArgument } from './arguments.ts'
import type { PartitionFunction } from './node.ts'
import type { RDD } from './rdd.ts'

/** How a sample is drawn. */
export interface Draw {
  readonly withReplacement: boolean
  readonly seed: number
}

/** Randomness of one partition: the same each time the partition is computed, different between partitions. */
export const randomOf = (seed: number, partition: number): Random => new Random(seed + (partition + 1) * 0x9e3779b9)

/** How often each record is drawn: by `fractionOf` it on average. */
export function sampler(draw: Draw, fractionOf: (record: any) => number): PartitionFunction {
  const { withReplacement, seed } = draw
  return function* ([records], place) {
    const random = randomOf(seed, place.index)
    for (const record of records as Iterable<any>) {
      const fraction = fractionOf(record)
      let times = withReplacement ? random.poisson(fraction) : Number(random.next() < fraction)
      while (times-- > 0) yield record
    }
  }
}

/** The records whose random number is from `from` up to but not including `to`: one cell of a split. */
export function cellOf(seed: number, from: number, to: number): PartitionFunction {
  return function* ([records], place) {
    const random = randomOf(seed, place.index)
    for (const record of records as Iterable<any>) {
      const x = random.next()
      if (from <= x && x < to) yield record
    }
  }
}

export function requireFraction(operator: string, fraction: number, withReplacement: boolean): void {
  if (typeof fraction === 'number' && fraction >= 0 && (withReplacement ? Number.isFinite(fraction) : fraction <= 1))
    return
  const needed = withReplacement ? 'a number of at least 0' : 'a number from 0 to 1, or sample with replacement'
  throw badArgument(operator, 'the fraction is', fraction, needed)
}

/** The seed that was given, which must be a number: any other would draw nothing, or the same for all seeds. */
export function seedOf({ context }: RDD<any>, operator: string, given: number | undefined): number {
  if (given === undefined) return context.seed()
  if (!Number.isFinite(given)) throw badArgument(operator, 'the seed is', given, 'a number')
  return given
}

/**
 * The fraction with which a sample of `total` records has at least `wanted` in all but one of ten thousand cases.
 *
 * Source    Spark's SamplingUtils.computeFractionForSampleSize
 */
export function fractionFor(wanted: number, total: number, withReplacement: boolean): number {
  const fraction = wanted / total
  if (withReplacement) return fraction + (wanted < 12 ? 9 : 5) * Math.sqrt(fraction / total)
  const gamma = -Math.log(1e-4) / total
  return Math.min(1, Math.max(1e-10, fraction + gamma + Math.sqrt(gamma * gamma + 2 * gamma * fraction)))
}

/** `items` in random order. Source: Fisher and Yates. */
export function shuffledInPlace<T>(items: T[], random: Random): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = random.below(i + 1)
    const kept = items[i] as T
    items[i] = items[j] as T
    items[j] = kept
  }
  return items
}
