import { StreamError } from '../kernel/errors.ts'
import { show } from '../kernel/show.ts'
import { badArgument } from './arguments.ts'
import { TaskContext } from './task-context.ts'

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
  readonly #zero: () => S
  readonly #add: (sum: S, value: V) => S
  readonly #merge: (a: S, b: S) => S
  #value: S

  constructor(definition: AccumulatorDefinition<V, S>) {
    this.name = definition.name
    this.#zero = definition.zero
    this.#add = definition.add
    this.#merge = definition.merge
    this.#value = definition.zero()
  }

  /** Add one value: from a task to the sum of its attempt, from the driver to the value. */
  add(value: V): void {
    const task = TaskContext.get()
    if (task === undefined) this.#value = this.#add(this.#value, value)
    else task.update<S>(this, (sum) => this.#add(sum, value), this.#zero)
  }

  /** What has been added so far by finished tasks and by the driver. Inside a task: the value when the job began. */
  get value(): S {
    return this.#value
  }

  /** @internal Take in the sum of a task that succeeded. */
  merge(sum: S): void {
    this.#value = this.#merge(this.#value, sum)
  }

  /** Start again from zero. */
  reset(): void {
    this.#value = this.#zero()
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
