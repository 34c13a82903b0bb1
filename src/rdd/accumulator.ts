import { StreamError } from '../kernel/errors.ts'
import { show } from '../kernel/show.ts'
import { Site } from '../kernel/site.ts'
import type { Address } from '../program/address.ts'
import { requireSynchronous } from '../program/placed.ts'
import { badArgument } from './arguments.ts'
import { Fault, isThenable } from './faults.ts'
import { TaskContext } from './task-context.ts'
import { userFailure } from './user-failure.ts'

/**
 * A sum that tasks add to and only the driver reads.
 *
 * Updates made inside actions count exactly once, however often a task is retried. Updates made inside a transformation
 * count once each time the transformation is computed, so a recomputed partition adds again. On the driver `add` counts
 * at once.
 *
 * Source    Spark's AccumulatorV2
 */
export class Accumulator<V, S = V> {
  readonly name: string | undefined
  /** @internal Where the program made it, when several hosts run it. */
  address: Address | undefined
  readonly #zero: () => S
  readonly #add: (sum: S, value: V) => S
  readonly #merge: (a: S, b: S) => S
  readonly #site = Site.here('accumulator')
  #value: S

  constructor(definition: AccumulatorDefinition<V, S>) {
    this.name = definition.name
    this.#zero = this.#synchronous(definition.zero)
    this.#add = this.#synchronous(definition.add)
    this.#merge = this.#synchronous(definition.merge)
    this.#value = this.#call('while its zero was made', this.#zero)
  }

  /**
   * Add one value: from a task to the sum of its attempt, from the driver to the value.
   *
   * Errors    E_USER_FUNCTION, E_ASYNC_FUNCTION
   */
  add(value: V): void {
    const task = TaskContext.get()
    if (task === undefined) this.#value = this.#call('while a value was added', () => this.#add(this.#value, value))
    else task.update<S>(this, (sum) => this.#add(sum, value), this.#zero)
  }

  /** What has been added so far by finished tasks and by the driver. Inside a task: the value when the job began. */
  get value(): S {
    return this.#value
  }

  /** @internal Work out the value with the sum of a task that succeeded, and answer what sets it. */
  merging(sum: S): () => void {
    const value = this.#call('while the sum of a task was taken in', () => this.#merge(this.#value, sum))
    return () => {
      this.#value = value
    }
  }

  /** @internal */
  get sum(): S {
    return this.#value
  }

  /** @internal Go on from a sum that was kept. */
  restore(sum: S): void {
    this.#value = sum
  }

  /** Start again from zero. */
  reset(): void {
    this.#value = this.#call('while its zero was made', this.#zero)
  }

  /** `f`, refused when it answers a promise: a sum cannot wait. */
  #synchronous<A extends unknown[], R>(f: (...given: A) => R): (...given: A) => R {
    requireSynchronous(this.#site, f)
    return (...given) => {
      const answer = f(...given)
      if (isThenable(answer)) throw userFailure(this.#site, new Fault('a promise', answer), '')
      return answer
    }
  }

  #call<R>(where: string, f: () => R): R {
    try {
      return f()
    } catch (error) {
      // What a definition of ours throws has the place of who added.
      throw StreamError.is(error) ? error : userFailure(this.#site, error, where)
    }
  }
}

/** What an accumulator of the user's own does: `add` takes in a value, `merge` two sums; `zero` makes a fresh sum each time. */
export interface AccumulatorDefinition<V, S> {
  readonly name?: string | undefined
  readonly zero: () => S
  readonly add: (sum: S, value: V) => S
  readonly merge: (a: S, b: S) => S
}

/** Throw E_ARGUMENT unless `definition` has the three functions of one. */
export function requireDefinition<V, S>(definition: AccumulatorDefinition<V, S>): AccumulatorDefinition<V, S> {
  const given: Partial<AccumulatorDefinition<V, S>> | null | undefined = definition
  const functions = [given?.zero, given?.add, given?.merge]
  if (functions.every((f) => typeof f === 'function')) return definition
  throw badArgument('accumulator', 'the definition is', definition, 'a number to start at, or { zero, add, merge }')
}

const plus = (a: number, b: number): number => a + b

function added(sum: number, value: number): number {
  if (typeof value === 'number') return sum + value
  throw new StreamError('E_NOT_A_NUMBER', `an accumulator of numbers was given ${show(value, 60)}`, {
    hint: 'Add a number, or define an accumulator with sc.accumulator({ zero, add, merge }).',
  })
}

export const sumDefinition = (name?: string, start = 0): AccumulatorDefinition<number, number> => ({
  name,
  zero: () => start,
  add: added,
  merge: start === 0 ? plus : (a, b) => a + b - start,
})

export const collectionDefinition = <V>(name?: string): AccumulatorDefinition<V, V[]> => ({
  name,
  zero: () => [],
  add: (list, value) => {
    list.push(value)
    return list
  },
  merge: (a, b) => a.concat(b),
})
