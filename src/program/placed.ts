import { StreamError } from '../kernel/errors.ts'
import { show } from '../kernel/show.ts'
import type { Site } from '../kernel/site.ts'
import type { Address } from './address.ts'
import type { Scopes } from './scopes.ts'

/**
 * A user's function as the engine knows it: what to call, the address under which every host finds it, and the line of
 * the user's program that gave it, which is the line an error names.
 */
export interface Placed<F> {
  readonly call: F
  readonly address: Address
  readonly site: Site
}

const ASYNC: ReadonlySet<string> = new Set(['[object AsyncFunction]', '[object AsyncGeneratorFunction]'])

/**
 * Write a function down in the book of its program.
 *
 * Errors    E_NOT_A_FUNCTION, E_ASYNC_FUNCTION
 */
export function place<F>(scopes: Scopes, site: Site, f: F): Placed<F> {
  requireFunction(site, f)
  requireSynchronous(site, f)
  return { call: f, address: scopes.write(f), site }
}

/** As `place`, for the few operators that await their function. */
export function placeAsync<F>(scopes: Scopes, site: Site, f: F): Placed<F> {
  requireFunction(site, f)
  return { call: f, address: scopes.write(f), site }
}

// biome-ignore lint/complexity/noBannedTypes: any callable is a function here; its signature is the operator's business
function requireFunction(site: Site, f: unknown): asserts f is Function {
  if (typeof f === 'function') return
  throw new StreamError('E_NOT_A_FUNCTION', `${site.operator} was given ${show(f, 60)} where it needs a function`, {
    at: String(site),
    hint: 'Pass a function.',
  })
}

/** Throw E_ASYNC_FUNCTION for an async function, which can be seen before it is called. */
// biome-ignore lint/complexity/noBannedTypes: as above
export function requireSynchronous(site: Site, f: Function): void {
  if (!ASYNC.has(Object.prototype.toString.call(f))) return
  throw new StreamError(
    'E_ASYNC_FUNCTION',
    `${site.operator} was given an async function, and its records may not wait`,
    {
      at: String(site),
      hint: 'Use mapAsync(f, { concurrency, ordered }) or foreachAsync(f) for I/O.',
    },
  )
}
