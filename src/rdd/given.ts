import { placedError } from '../kernel/errors.ts'
import type { Site } from '../kernel/site.ts'
import type { Placed } from '../program/placed.ts'
import type { SparkContext } from './context.ts'
import { type RDD, refuseNested } from './rdd.ts'

/**
 * A function as an operator takes it: the user's own, or one that a stream operator placed when the graph was built.
 * Nothing is inferred from the latter, because every function has a property `call`, as it has.
 */
export type Given<F> = F | NoInfer<Placed<F>>

/** What every action takes last. */
export interface ActionOptions {
  /** Aborts the job: the promise rejects with E_ABORTED. */
  readonly signal?: AbortSignal | undefined
}

// biome-ignore lint/complexity/noBannedTypes: makers of every signature are keys here
const derivations = new WeakMap<Placed<any>, Map<Function, Placed<any>>>()

/**
 * A function of ours made from one of the user's: `make(f)`. The same `f` and `make` give the same function again, so
 * that a stream's loop is compiled once; `make` must therefore be a constant. It stands at the address of `f`: a host
 * that resolves the address makes it again.
 */
export function derive<F, G>(from: Placed<F>, make: (f: F, site: Site) => G): Placed<G> {
  const made = derivations.get(from) ?? new Map()
  derivations.set(from, made)
  const known = made.get(make)
  if (known !== undefined) return known
  const placed: Placed<G> = { ...from, call: make(from.call, from.site) }
  made.set(make, placed)
  return placed
}

/** Run `f`, which writes `operator` in terms of others: all RDDs that it makes are said to come from the user's call. */
export function onBehalfOf<R>(context: SparkContext, operator: string, f: () => R): R {
  refuseNested(operator)
  return context.at(context.site(operator), f)
}

/**
 * Run an action; its errors have the user's line when they have no place of their own. Inside a task it throws at once, because a promise that a record function drops would hide the error;
 * everything else rejects. `act` gets the user's line, for RDDs that it makes after it has waited.
 */
export function action<R>(rdd: RDD<any>, operator: string, act: (site: Site) => Promise<R>): Promise<R> {
  refuseNested(operator)
  const site = rdd.context.site(operator)
  const failed = (error: unknown): never => {
    throw placedError(error, site)
  }
  try {
    return rdd.context.at(site, () => act(site)).catch(failed)
  } catch (error) {
    return Promise.reject(error)
  }
}
