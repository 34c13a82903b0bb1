import type { Code, RDD, SparkContext } from '../../../src/index.ts'

/**
 * One row of the table of RDD semantics: records that are there, what is done to them, and what must come out.
 *
 * The records lie in `partitions` contiguous slices; where the program makes all that it needs, they are left out.
 */
export type Case = Program & (Records | Layout | Value | Refused)

interface Program {
  readonly name: string
  readonly input?: readonly unknown[]
  /** A second RDD, for what combines two. */
  readonly other?: readonly unknown[]
  /** Partitions of both. Default 2. */
  readonly partitions?: number
  readonly operate: (rdd: RDD<any>, other: RDD<any>, sc: SparkContext) => RDD<any> | Promise<unknown>
}

/** What the RDD holds. */
interface Records {
  readonly records: readonly unknown[]
  /** 'exact' when the order of the records is promised. Default 'any'. */
  readonly order?: 'any' | 'exact'
}

/** What each partition of the RDD holds, in order. */
interface Layout {
  readonly layout: readonly (readonly unknown[])[]
}

/** What the action answers. */
interface Value {
  readonly value: unknown
}

/** The operator or the job fails. */
interface Refused {
  readonly error: Code
}

/** `pairs('a', 1, 'b', 2)` is `[['a', 1], ['b', 2]]`. */
export function pairs(...flat: readonly unknown[]): [any, any][] {
  return Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i], flat[2 * i + 1]])
}

/** The records of each partition. */
export const parts = (...partitions: readonly (readonly unknown[])[]): readonly (readonly unknown[])[] => partitions

export const add = (a: number, b: number): number => a + b
