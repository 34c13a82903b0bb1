import type { Ordering } from '../../kernel/order.ts'
import type { Site } from '../../kernel/site.ts'
import { requireWhole } from '../arguments.ts'
import { type ActionOptions, action } from '../given.ts'
import { placed, type RDD } from '../rdd.ts'
import { type By, directed, located, orderingOf, sorted } from '../sorting.ts'
import { emptyError } from './actions.ts'

/**
 * Actions that find the largest or smallest records. `by` is an ordering, or `{ key }` for the natural order of something
 * made of the record; without it records are compared as they are.
 */
export interface ExtremeOperators<T> {
  /**
   * The `num` largest records, the largest first.
   *
   * Errors    E_ARGUMENT, E_NOT_COMPARABLE
   *
   * @example
   * await sc.parallelize([3, 1, 4, 1, 5]).top(2)
   * // -> [5, 4]
   */
  top(num: number, by?: By<T>, options?: ActionOptions): Promise<T[]>

  /**
   * The `num` smallest records, the smallest first.
   *
   * Errors    E_ARGUMENT, E_NOT_COMPARABLE
   *
   * @example
   * await sc.parallelize(['pear', 'fig', 'apple']).takeOrdered(2, { key: (word) => word.length })
   * // -> ['fig', 'pear']
   */
  takeOrdered(num: number, by?: By<T>, options?: ActionOptions): Promise<T[]>

  /**
   * The largest record.
   *
   * Errors    E_EMPTY, E_NOT_COMPARABLE
   *
   * @example
   * await sc.parallelize([3, 1, 4]).max()
   * // -> 4
   */
  max(by?: By<T>, options?: ActionOptions): Promise<T>

  /**
   * The smallest record.
   *
   * Errors    E_EMPTY, E_NOT_COMPARABLE
   *
   * @example
   * await sc.parallelize([3, 1, 4]).min()
   * // -> 1
   */
  min(by?: By<T>, options?: ActionOptions): Promise<T>
}

export const extremeOperators: ExtremeOperators<any> & ThisType<RDD<any>> = {
  top(num, by, options = {}) {
    return action(this, 'top', (site) =>
      smallest(this, site, num, directed(located(orderingOf('top', by), site), false), options),
    )
  },

  takeOrdered(num, by, options = {}) {
    return action(this, 'takeOrdered', (site) =>
      smallest(this, site, num, located(orderingOf('takeOrdered', by), site), options),
    )
  },

  max(by, options = {}) {
    return action(this, 'max', (site) =>
      extreme(this, site, directed(located(orderingOf('max', by), site), false), options),
    )
  },

  min(by, options = {}) {
    return action(this, 'min', (site) => extreme(this, site, located(orderingOf('min', by), site), options))
  },
}

async function smallest(
  rdd: RDD<any>,
  site: Site,
  num: number,
  ordering: Ordering<any>,
  options: ActionOptions,
): Promise<any[]> {
  requireWhole(site.operator, 'the number', num)
  if (num === 0) return []
  const f = placed(rdd, site.operator, (records: Iterable<any>) => leastOf(records, num, ordering))
  const parts = await rdd.context.run(rdd, { kind: 'partition', f }, options)
  return sorted(parts.flat(1), ordering).slice(0, num)
}

/** The first `num` of `records` in order, of which never more than twice as many are kept. */
export function leastOf(records: Iterable<any>, num: number, ordering: Ordering<any>): any[] {
  let kept: any[] = []
  let worst: any
  let full = false
  for (const record of records) {
    if (full && ordering(record, worst) >= 0) continue
    kept.push(record)
    if (kept.length < 2 * num) continue
    kept = sorted(kept, ordering).slice(0, num)
    worst = kept[num - 1]
    full = true
  }
  return sorted(kept, ordering).slice(0, num)
}

async function extreme(rdd: RDD<any>, site: Site, ordering: Ordering<any>, options: ActionOptions): Promise<any> {
  const better = (a: any, b: any): any => (ordering(a, b) <= 0 ? a : b)
  const f = placed(rdd, site.operator, better)
  const parts = (await rdd.context.run<any, any[]>(rdd, { kind: 'reduce', f }, options)).flat(1)
  if (parts.length === 0) throw emptyError(site.operator, String(site), 'Check isEmpty() first.')
  return parts.reduce(better)
}
