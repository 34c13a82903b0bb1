import type { Eventual } from '../../kernel/eventual.ts'
import type { Address } from '../address.ts'

/**
 * One of several hosts that run the same program at the same time: the driver, or a replica that follows it.
 *
 * A program is deterministic but for what it learns from outside: the answers of jobs, what a source had. So every host
 * runs the same code and numbers what it makes; what is learned is learned by the driver alone, written into a log, and
 * read from there by the replicas. Then equal numbers mean equal things, and a task can be told by numbers.
 */
export interface Host {
  /** True for a host that follows another one. */
  readonly isReplica: boolean
  /**
   * Give a thing that the program made (an RDD, an accumulator) its number in the scope that made it. With `kept` the
   * driver can be asked for it by the number, as a replica can for all.
   */
  enter(thing: object, kept?: boolean): Address
  /**
   * Learn something: the driver does `act`, replicas get what it answered, or threw. `what` says what it is, so that a
   * replica that has gone another way is noticed. `subject` is what a replica can be asked for by the address.
   */
  once<R>(what: string, subject: unknown, act: (at: Address) => Eventual<R>): Eventual<R>
  /** Run `f`; what it makes, also after it has waited, belongs to `scope`. */
  within<R>(scope: string, f: () => R): R
  /** A number for what is random, the same on every host. */
  seed(): number
  /**
   * `scope` runs a function that may remember what it did before, such as one of `transform`: every host runs it as often
   * as the driver does, also where nobody asks for what it makes.
   */
  everywhere(scope: string): void
  /** Nobody asks for what `scope` has made any more. */
  forget(scope: string): void
}

/** Something that was learned. */
export interface Answer {
  readonly at: Address
  readonly what: string
  readonly outcome: Outcome
}

export type Outcome = { readonly value: unknown } | { readonly error: unknown }

/** Scopes whose code only the driver runs have this in their names: nothing that they make is known elsewhere. */
export const PRIVATE = '!'

/** True for the address of something that replicas make, too. */
export const isShared = (address: Address | undefined): address is Address =>
  address !== undefined && !address.scope.includes(PRIVATE)
