import { StreamError } from '../../kernel/errors.ts'
import type { Key } from '../../kernel/key.ts'
import { KeyMap } from '../../kernel/key-map.ts'
import { Random } from '../../kernel/random.ts'
import { show } from '../../kernel/show.ts'
import type { Site } from '../../kernel/site.ts'
import { badArgument, requireIterable, requireWhole } from '../arguments.ts'
import { isPair, requirePair } from '../faults.ts'
import { type ActionOptions, action } from '../given.ts'
import type { PartitionFunction } from '../node.ts'
import { placed, type RDD } from '../rdd.ts'
import { cellOf, fractionFor, requireFraction, sampler, seedOf, shuffledInPlace } from '../samples.ts'
import { partitionwise } from '../transformation.ts'

/**
 * Operators that choose records at random. The same seed chooses the same records of the same RDD; without one a seed is
 * chosen when the operator is called.
 */
export interface SamplingOperators<T> {
  /**
   * Choose about `fraction` of the records; with replacement, each record about `fraction` times.
   *
   * Order     kept
   * Errors    E_ARGUMENT for a fraction below 0, or above 1 without replacement
   *
   * @example
   * sc.parallelize([1, 2, 3]).sample(false, 1, 42)
   * // -> [1, 2, 3]
   */
  sample(withReplacement: boolean, fraction: number, seed?: number): RDD<T>

  /**
   * Split the records at random into one RDD for each weight; every record is in exactly one of them. The weights need not
   * have the sum 1.
   *
   * Order     kept
   * Errors    E_ARGUMENT for a weight below 0, or when all are 0
   *
   * @example
   * const [train, test] = sc.parallelize([1, 2, 3, 4]).randomSplit([3, 1], 7)
   * train.union(test).sortBy((x) => x)
   * // -> [1, 2, 3, 4]
   */
  randomSplit(weights: readonly number[], seed?: number): RDD<T>[]

  /**
   * Choose exactly `num` records, or all of them when there are fewer and none is chosen twice, in random order.
   *
   * Errors    E_ARGUMENT
   *
   * @example
   * const chosen = await sc.parallelize([1, 2, 3, 4]).takeSample(false, 2, 42)
   * chosen.length
   * // -> 2
   */
  takeSample(withReplacement: boolean, num: number, seed?: number, options?: ActionOptions): Promise<T[]>

  /**
   * Choose of each key about the fraction that `fractions` has for it; none of a key that has no fraction.
   *
   * Shape     RDD<[K, V]> -> RDD<[K, V]>; keeps the partitioner
   * Order     kept
   * Errors    E_ARGUMENT
   *
   * @example
   * sc.parallelize([['a', 1], ['b', 2], ['a', 3]] as [string, number][]).sampleByKey(false, new Map([['a', 1]]), 42)
   * // -> [['a', 1], ['a', 3]]
   */
  sampleByKey<K = any, V = any>(
    this: RDD<readonly [K, V]>,
    withReplacement: boolean,
    fractions: Iterable<readonly [NoInfer<K>, number]>,
    seed?: number,
  ): RDD<[K, V]>
}

export const samplingOperators: SamplingOperators<any> & ThisType<RDD<any>> = {
  sample(withReplacement, fraction, given) {
    const seed = seedOf(this, 'sample', given)
    requireFraction('sample', fraction, withReplacement)
    return drawn(
      this,
      'sample',
      sampler({ withReplacement, seed }, () => fraction),
    )
  },

  randomSplit(weights, given) {
    const seed = seedOf(this, 'randomSplit', given)
    const total = Array.isArray(weights) ? weights.reduce((sum, weight) => sum + weight, 0) : Number.NaN
    if (!(total > 0) || weights.some((weight) => !(weight >= 0)) || !Number.isFinite(total))
      throw badArgument('randomSplit', 'the weights are', weights, 'numbers of at least 0 that are not all 0')
    let passed = 0
    return weights.map((weight, i) => {
      const from = passed / total
      passed += weight
      // The last cell reaches to the end, whatever the additions lost.
      const to = i === weights.length - 1 ? 1 : passed / total
      return drawn(this, 'randomSplit', cellOf(seed, from, to))
    })
  },

  takeSample(withReplacement, num, given, options = {}) {
    return action(this, 'takeSample', async (site) => {
      requireWhole('takeSample', 'the size', num)
      const seed = seedOf(this, 'takeSample', given)
      if (num === 0) return []
      const random = new Random(seed)
      const total = await this.count(options)
      if (total === 0) return []
      if (!withReplacement && num >= total) return shuffledInPlace(await this.collect(options), random)
      const fraction = fractionFor(num, total, withReplacement)
      const sample = await enough(this, site, { withReplacement, num, fraction, random }, options)
      return shuffledInPlace(sample, random).slice(0, num)
    })
  },

  sampleByKey(withReplacement, fractions, given) {
    const seed = seedOf(this, 'sampleByKey', given)
    const known = new KeyMap<Key, number>()
    for (const entry of requireIterable('sampleByKey', 'the fractions', fractions)) {
      if (!isPair(entry)) throw badArgument('sampleByKey', 'a fraction is', entry, 'pairs of a key and its fraction')
      const [key, fraction] = entry
      requireFraction('sampleByKey', fraction, withReplacement)
      known.set(key, fraction)
    }
    return drawn(
      this,
      'sampleByKey',
      sampler({ withReplacement, seed }, (pair) => known.get(requirePair(pair)[0]) ?? 0),
    )
  },
}

const drawn = (rdd: RDD<any>, operator: string, f: PartitionFunction): RDD<any> =>
  partitionwise([rdd], operator, placed(rdd, operator, f), { partitioner: rdd.partitioner })

interface Wanted {
  readonly withReplacement: boolean
  readonly num: number
  readonly fraction: number
  readonly random: Random
}

/** A chance of one in ten thousand asks for another draw; so many in a row mean that the RDD changes under our eyes. */
const MOST_DRAWS = 100

async function enough(rdd: RDD<any>, site: Site, wanted: Wanted, options: ActionOptions): Promise<any[]> {
  const { withReplacement, num, fraction, random } = wanted
  for (let draw = 0; draw < MOST_DRAWS; draw++) {
    const seed = random.uint32()
    const sample = await rdd.context.at(site, () => rdd.sample(withReplacement, fraction, seed)).collect(options)
    if (sample.length >= num) return sample
  }
  throw new StreamError('E_SIZES_DIFFER', `takeSample could not draw ${show(num)} records of an RDD that had as many`, {
    at: String(site),
    hint: 'Persist the RDD: it does not have the same records each time it is computed.',
  })
}
