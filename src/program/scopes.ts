import { AsyncLocalStorage } from 'node:async_hooks'
import { StreamError } from '../kernel/errors.ts'
import type { Address } from './address.ts'

/** The scope of functions that are given outside every named one. */
export const MAIN_SCOPE = 'main'

// biome-ignore lint/complexity/noBannedTypes: a book holds functions of every shape; only their callers know which
type AnyFunction = Function

/**
 * The book of a program's functions by address.
 *
 * `within(scope, f)` runs `f` with `scope` as the place where new functions are written down; the scope follows `f`
 * through its awaits, so two evaluations in flight never mix their numbers. Entering a scope again starts it afresh:
 * the second evaluation of the same batch writes the same addresses.
 */
export class Scopes {
  readonly #current = new AsyncLocalStorage<string>()
  readonly #functions = new Map<string, AnyFunction[]>()

  get current(): string {
    return this.#current.getStore() ?? MAIN_SCOPE
  }

  within<R>(scope: string, f: () => R): R {
    this.open(scope)
    return this.into(scope, f)
  }

  /** Begin a scope, or begin it again. */
  open(scope: string): void {
    this.#functions.set(scope, [])
  }

  /** Go on with a scope that was begun. */
  into<R>(scope: string, f: () => R): R {
    return this.#current.run(scope, f)
  }

  write(f: AnyFunction): Address {
    const scope = this.current
    // Functions given in `main` while the program runs have no owner that could ever forget them, so they are counted
    // and not kept: nobody can ask for them by address, because no other host runs the main of a script.
    const kept = this.#functions.get(scope)
    if (kept === undefined) return { scope, index: this.#loose++ }
    kept.push(f)
    return { scope, index: kept.length - 1 }
  }

  #loose = 0

  resolve(address: Address): AnyFunction {
    const f = this.#functions.get(address.scope)?.[address.index]
    if (f !== undefined) return f
    throw new StreamError('BUG_INVARIANT', `no function stands at ${address.scope}/${address.index}`)
  }

  /** Every function that is kept, in order of scopes and inside a scope in order of creation. */
  *entries(): Generator<readonly [Address, AnyFunction]> {
    for (const [scope, functions] of this.#functions)
      for (const [index, f] of functions.entries()) yield [{ scope, index }, f]
  }

  /** Forget the functions of `scope`: of a batch whose RDDs are gone. */
  forget(scope: string): void {
    this.#functions.delete(scope)
  }

  get size(): number {
    return this.#functions.size
  }
}
