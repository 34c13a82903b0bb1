import { debugString } from '../debug-string.ts'
import type { RDD } from '../rdd.ts'

/** What an RDD tells of itself. */
export interface IntrospectionOperators {
  /**
   * How many partitions there are.
   *
   * @example
   * sc.parallelize([1, 2, 3], 2).getNumPartitions()
   * // -> 2
   */
  getNumPartitions(): number

  /** The partitions, in order. */
  readonly partitions: readonly { readonly index: number }[]

  /** Hosts on which a partition is best computed: none, because all partitions are in this process. */
  preferredLocations(partition: number | { readonly index: number }): readonly string[]

  /** The lineage as text: the RDD first, its parents below, a step to the right at each shuffle. */
  toDebugString(): string

  /** Operator, number and the user's line. */
  toString(): string
}

export const introspectionOperators: IntrospectionOperators & ThisType<RDD<any>> = {
  getNumPartitions() {
    return this.node.partitions
  },

  get partitions() {
    return Array.from({ length: (this as unknown as RDD<any>).node.partitions }, (_, index) => ({ index }))
  },

  preferredLocations() {
    return []
  },

  toDebugString() {
    return debugString(this)
  },

  toString(this: RDD<any>) {
    return `${this.name === undefined ? '' : `${this.name} `}${this.node.operator}[${this.id}] at ${this.node.site}`
  },
}
