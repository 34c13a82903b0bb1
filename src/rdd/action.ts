import type { Placed } from '../program/placed.ts'

/**
 * What a job does with the records of each partition, where the records are. The result of a partition is what crosses
 * back to the driver, so it should be small; the kinds are a closed set so that a backend can make them part of the loop
 * that computes the records.
 */
export type Action<T, R> =
  /** All records, in order: R is T[]. */
  | { readonly kind: 'collect'; readonly _result?: R }
  /** At most `limit` records, the first ones; nothing after them is computed: R is T[]. */
  | { readonly kind: 'take'; readonly limit: number; readonly _result?: R }
  /** Their number: R is number. */
  | { readonly kind: 'count'; readonly _result?: R }
  /** R is [] for an empty partition, otherwise [the reduced value]. */
  | { readonly kind: 'reduce'; readonly f: Placed<(a: T, b: T) => T>; readonly _result?: R }
  /**
   * `zero` is called once a partition, so a mutable zero is never shared: R is the folded value, or what `pack` makes of it
   * to have it cross: an object of a class would lose its class on the way.
   */
  | {
      readonly kind: 'fold'
      readonly zero: () => any
      readonly f: Placed<(sum: any, value: T) => any>
      readonly pack?: (sum: any) => R
      readonly _result?: R
    }
  /** For its effect: R is undefined. */
  | { readonly kind: 'each'; readonly f: Placed<(value: T) => void>; readonly _result?: R }
  /** The whole partition as one iterable that is read at most once. `f` may return a promise. */
  | { readonly kind: 'partition'; readonly f: Placed<(records: Iterable<T>, index: number) => R | Promise<R>> }
