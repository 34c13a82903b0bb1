import { chosenPartitioner, ownPartitioner } from '../default-partitioner.ts'
import { onBehalfOf } from '../given.ts'
import { type PartitionerLike, toPartitioner } from '../partitioner.ts'
import type { RDD } from '../rdd.ts'
import { cogrouped } from '../shuffle.ts'
import { requireOneContext } from '../transformation.ts'

/**
 * Operators that bring the values of a key in several RDDs together.
 *
 * Keys are compared by value. The absent side of an outer join is `undefined`, where Python has None. An RDD that lies as
 * `partitioner` says is not moved.
 */
export interface JoinOperators {
  /**
   * For each key of any of the RDDs: its values in this one, its values in the others.
   *
   * Shape     RDD<[K, V]>, RDD<[K, W]> -> RDD<[K, [V[], W[]]]>; up to three others
   * Order     none
   * Errors    E_CONTEXT_MISMATCH, E_NOT_A_PAIR, E_KEY
   *
   * @example
   * const ages = sc.parallelize([['ann', 30]] as [string, number][])
   * const towns = sc.parallelize([['ann', 'Ulm'], ['bob', 'Bonn']] as [string, string][])
   * ages.cogroup(towns)
   * // -> [['ann', [[30], ['Ulm']]], ['bob', [[], ['Bonn']]]]
   */
  cogroup<K = any, V = any, W = any>(
    this: RDD<readonly [K, V]>,
    other: RDD<readonly [K, W]>,
    partitioner?: PartitionerLike,
  ): RDD<[K, [V[], W[]]]>
  cogroup<K = any, V = any, W = any, X = any>(
    this: RDD<readonly [K, V]>,
    other1: RDD<readonly [K, W]>,
    other2: RDD<readonly [K, X]>,
    partitioner?: PartitionerLike,
  ): RDD<[K, [V[], W[], X[]]]>
  cogroup<K = any, V = any, W = any, X = any, Y = any>(
    this: RDD<readonly [K, V]>,
    other1: RDD<readonly [K, W]>,
    other2: RDD<readonly [K, X]>,
    other3: RDD<readonly [K, Y]>,
    partitioner?: PartitionerLike,
  ): RDD<[K, [V[], W[], X[], Y[]]]>

  /** `cogroup` under its other name. */
  groupWith<K = any, V = any, W = any>(this: RDD<readonly [K, V]>, other: RDD<readonly [K, W]>): RDD<[K, [V[], W[]]]>
  groupWith<K = any, V = any, W = any, X = any>(
    this: RDD<readonly [K, V]>,
    other1: RDD<readonly [K, W]>,
    other2: RDD<readonly [K, X]>,
  ): RDD<[K, [V[], W[], X[]]]>
  groupWith<K = any, V = any, W = any, X = any, Y = any>(
    this: RDD<readonly [K, V]>,
    other1: RDD<readonly [K, W]>,
    other2: RDD<readonly [K, X]>,
    other3: RDD<readonly [K, Y]>,
  ): RDD<[K, [V[], W[], X[], Y[]]]>

  /**
   * A pair for every combination of a value here and a value there of the same key.
   *
   * Shape     RDD<[K, V]>, RDD<[K, W]> -> RDD<[K, [V, W]]>
   * Order     none between keys; inside a key by value here, then by value there
   * Errors    E_CONTEXT_MISMATCH, E_NOT_A_PAIR, E_KEY
   *
   * @example
   * const ages = sc.parallelize([['ann', 30], ['cem', 40]] as [string, number][])
   * const towns = sc.parallelize([['ann', 'Ulm'], ['bob', 'Bonn']] as [string, string][])
   * ages.join(towns)
   * // -> [['ann', [30, 'Ulm']]]
   */
  join<K = any, V = any, W = any>(
    this: RDD<readonly [K, V]>,
    other: RDD<readonly [K, W]>,
    partitioner?: PartitionerLike,
  ): RDD<[K, [V, W]]>

  /**
   * As `join`, and a pair with `undefined` for each value here whose key is not there.
   *
   * Order     none
   *
   * @example
   * const ages = sc.parallelize([['ann', 30], ['cem', 40]] as [string, number][])
   * const towns = sc.parallelize([['ann', 'Ulm']] as [string, string][])
   * ages.leftOuterJoin(towns)
   * // -> [['ann', [30, 'Ulm']], ['cem', [40, undefined]]]
   */
  leftOuterJoin<K = any, V = any, W = any>(
    this: RDD<readonly [K, V]>,
    other: RDD<readonly [K, W]>,
    partitioner?: PartitionerLike,
  ): RDD<[K, [V, W | undefined]]>

  /**
   * As `join`, and a pair with `undefined` for each value there whose key is not here.
   *
   * Order     none
   *
   * @example
   * const ages = sc.parallelize([['ann', 30]] as [string, number][])
   * const towns = sc.parallelize([['ann', 'Ulm'], ['bob', 'Bonn']] as [string, string][])
   * ages.rightOuterJoin(towns)
   * // -> [['ann', [30, 'Ulm']], ['bob', [undefined, 'Bonn']]]
   */
  rightOuterJoin<K = any, V = any, W = any>(
    this: RDD<readonly [K, V]>,
    other: RDD<readonly [K, W]>,
    partitioner?: PartitionerLike,
  ): RDD<[K, [V | undefined, W]]>

  /**
   * As `join`, and a pair with `undefined` for each value whose key is on one side only.
   *
   * Order     none
   *
   * @example
   * const ages = sc.parallelize([['ann', 30], ['cem', 40]] as [string, number][])
   * const towns = sc.parallelize([['ann', 'Ulm'], ['bob', 'Bonn']] as [string, string][])
   * ages.fullOuterJoin(towns)
   * // -> [['ann', [30, 'Ulm']], ['cem', [40, undefined]], ['bob', [undefined, 'Bonn']]]
   */
  fullOuterJoin<K = any, V = any, W = any>(
    this: RDD<readonly [K, V]>,
    other: RDD<readonly [K, W]>,
    partitioner?: PartitionerLike,
  ): RDD<[K, [V | undefined, W | undefined]]>

  /**
   * The pairs of this RDD whose key is not in `other`, whatever the values there are.
   *
   * Shape     keeps the partitioner of this RDD, else hashes over as many partitions as this RDD has
   * Order     none
   * Errors    E_CONTEXT_MISMATCH, E_NOT_A_PAIR, E_KEY
   *
   * @example
   * const all = sc.parallelize([['a', 1], ['b', 2], ['b', 3]] as [string, number][])
   * all.subtractByKey(sc.parallelize([['a', true]] as [string, boolean][]))
   * // -> [['b', 2], ['b', 3]]
   */
  subtractByKey<K = any, V = any>(
    this: RDD<readonly [K, V]>,
    other: RDD<readonly [K, any]>,
    partitioner?: PartitionerLike,
  ): RDD<[K, V]>
}

type Groups = readonly [readonly any[], readonly any[]]

const ABSENT: readonly undefined[] = [undefined]
const orAbsent = (values: readonly any[]): readonly any[] => (values.length === 0 ? ABSENT : values)

function combinations(left: readonly any[], right: readonly any[]): [any, any][] {
  const all: [any, any][] = []
  for (const a of left) for (const b of right) all.push([a, b])
  return all
}

const inner = ([left, right]: Groups): [any, any][] => combinations(left, right)
const keepLeft = ([left, right]: Groups): [any, any][] => combinations(left, orAbsent(right))
const keepRight = ([left, right]: Groups): [any, any][] => combinations(orAbsent(left), right)
const keepBoth = ([left, right]: Groups): [any, any][] => combinations(orAbsent(left), orAbsent(right))
const onlyLeft = ([left, right]: Groups): readonly any[] => (right.length === 0 ? left : [])

function joinedBy(
  operator: string,
  combine: (groups: Groups) => readonly any[],
  rdd: RDD<any>,
  other: RDD<any>,
  partitioner: PartitionerLike | undefined,
): RDD<any> {
  requireOneContext(operator, [rdd, other])
  return onBehalfOf(rdd.context, operator, () => rdd.cogroup(other, partitioner).flatMapValues(combine as any))
}

export const joinOperators: JoinOperators & ThisType<RDD<any>> = {
  cogroup(this: RDD<any>, ...args: any[]): RDD<any> {
    const last: unknown = args.at(-1)
    const partitioner = args.length > 1 && !isRdd(last) ? (args.pop() as PartitionerLike | undefined) : undefined
    const rdds: [RDD<any>, ...RDD<any>[]] = [this, ...(args as RDD<any>[])]
    requireOneContext(this.context.site('cogroup').operator, rdds)
    const by = chosenPartitioner('cogroup', partitioner, rdds)
    return onBehalfOf(this.context, 'cogroup', () => cogrouped(rdds, 'cogroup', by))
  },

  groupWith(this: RDD<any>, ...others: RDD<any>[]): RDD<any> {
    return onBehalfOf(this.context, 'groupWith', () => (this.cogroup as any).apply(this, others))
  },

  join(other, partitioner) {
    return joinedBy('join', inner, this, other, partitioner)
  },

  leftOuterJoin(other, partitioner) {
    return joinedBy('leftOuterJoin', keepLeft, this, other, partitioner)
  },

  rightOuterJoin(other, partitioner) {
    return joinedBy('rightOuterJoin', keepRight, this, other, partitioner)
  },

  fullOuterJoin(other, partitioner) {
    return joinedBy('fullOuterJoin', keepBoth, this, other, partitioner)
  },

  subtractByKey(other, partitioner) {
    const by =
      partitioner === undefined ? ownPartitioner(this) : toPartitioner('subtractByKey', partitioner, this.context)
    return joinedBy('subtractByKey', onlyLeft, this, other, by)
  },
}

const isRdd = (value: unknown): value is RDD<any> => typeof value === 'object' && value !== null && 'node' in value
