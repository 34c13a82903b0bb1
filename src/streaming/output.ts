import type { Eventual } from '../kernel/eventual.ts'
import type { DStream } from './dstream.ts'
import type { Operator } from './operator.ts'

/**
 * An output operation: what makes a batch do anything at all.
 *
 * For each batch time it is asked for its job; no job when its stream has no RDD at that time. Jobs of one batch run in
 * the order in which their output operations were registered.
 */
export interface Output {
  readonly operator: Operator
  readonly stream: DStream<any>
  job(time: number): Eventual<(() => Promise<void>) | undefined>
}
