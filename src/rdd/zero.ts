import { StreamError } from '../kernel/errors.ts'
import { show } from '../kernel/show.ts'
import { Site } from '../kernel/site.ts'
import type { Caller } from './arguments.ts'
import { userFailure } from './user-failure.ts'

/**
 * A function that answers `zero` as often as it is asked, each time a value that nobody else has: objects are copied,
 * because a function may change the sum that it is given. An object with a `copy` method is copied by that.
 *
 * Errors    E_ARGUMENT for an object that cannot be copied
 */
export function zeroMaker<C>(operator: string, zero: C, caller?: Caller): () => C {
  if (typeof zero !== 'object' || zero === null) return () => zero
  if ('copy' in zero && typeof zero.copy === 'function') {
    const { copy } = zero as { copy: () => C }
    const site = caller?.site(operator) ?? Site.here(operator)
    return () => {
      try {
        return copy.call(zero)
      } catch (error) {
        throw userFailure(site, error, 'while its zero was copied')
      }
    }
  }
  if (!isCloneable(zero)) throw cannotCopy(operator, zero, caller)
  // Copied now as well: what the caller does to it later must not change what the RDD means.
  const kept = cloned(operator, zero, caller)
  return () => structuredClone(kept)
}

function cloned<C>(operator: string, zero: C, caller: Caller | undefined): C {
  try {
    return structuredClone(zero)
  } catch {
    throw cannotCopy(operator, zero, caller)
  }
}

const CLONEABLE: readonly unknown[] = [Object.prototype, null, Map.prototype, Set.prototype, Date.prototype]

const isCloneable = (value: object): boolean =>
  Array.isArray(value) || ArrayBuffer.isView(value) || CLONEABLE.includes(Object.getPrototypeOf(value))

const cannotCopy = (operator: string, zero: unknown, caller: Caller | undefined): StreamError =>
  new StreamError('E_ARGUMENT', `the zero is ${show(zero, 60)}, which cannot be copied`, {
    at: String(caller?.site(operator) ?? Site.here(operator)),
    hint: 'Use a plain value, or give it a copy() method.',
  })
