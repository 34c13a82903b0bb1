import { StreamError } from '../kernel/errors.ts'
import type { Backend } from './backend.ts'

/**
 * A read-only value that every task can read, sent at most once to each place where tasks run.
 *
 * `unpersist` drops the copies that tasks hold; the value is sent again on its next use. After `destroy` any use is an
 * error.
 *
 * Errors    E_ARGUMENT when it is read after destroy
 * Source    Spark's Broadcast
 */
export class Broadcast<V> {
  readonly id: number
  readonly #backend: Backend
  #held: { readonly value: V } | undefined

  constructor(id: number, value: V, backend: Backend) {
    this.id = id
    this.#backend = backend
    this.#held = { value }
    backend.broadcast(id, value)
  }

  get value(): V {
    return this.#require('read').value
  }

  unpersist(): void {
    const { value } = this.#require('unpersisted')
    this.#backend.unbroadcast(this.id)
    this.#backend.broadcast(this.id, value)
  }

  destroy(): void {
    if (this.#held === undefined) return
    this.#held = undefined
    this.#backend.unbroadcast(this.id)
  }

  #require(verb: string): { readonly value: V } {
    if (this.#held !== undefined) return this.#held
    throw new StreamError('E_ARGUMENT', `broadcast ${this.id} was ${verb} after it was destroyed`, {
      hint: 'Destroy a broadcast after the last job that uses it.',
    })
  }
}
