import { StreamError } from '../kernel/errors.ts'
import type { Overlay } from './overlay.ts'
import type { StateDraft } from './store.ts'

/** A draft whose changes can only be dropped. */
export class ScratchDraft<K, S> implements StateDraft<K, S> {
  readonly from: number | undefined
  readonly #to: number
  readonly #seen: Overlay<K, S>
  #order: number

  /** `order` is that of the next key that is inserted. */
  constructor(from: number | undefined, to: number, seen: Overlay<K, S>, order: number) {
    this.from = from
    this.#to = to
    this.#seen = seen
    this.#order = order
  }

  get size(): number {
    return this.#seen.size
  }

  get(key: K): S | undefined {
    return this.#seen.get(key)
  }

  has(key: K): boolean {
    return this.#seen.has(key)
  }

  pairs(): [K, S][] {
    return this.#seen.pairs()
  }

  [Symbol.iterator](): Iterator<[K, S]> {
    return this.#seen[Symbol.iterator]()
  }

  set(key: K, state: S): void {
    this.#seen.put(key, { state, order: this.#seen.entry(key)?.order ?? this.#order++ })
  }

  delete(key: K): void {
    this.#seen.remove(key)
  }

  commit(): void {
    throw new StreamError('BUG_INVARIANT', `version ${this.#to} was committed from a scratch draft`)
  }

  abort(): void {}
}
