import type { KeyMap } from '../kernel/key-map.ts'
import { ABSENT, type Change, type Entry } from './overlay.ts'

/** What keys had before they were changed, in order of the changes. A key may come more than once: the first counts. */
export class Undo<K, S> {
  readonly #keys: K[] = []
  readonly #states: (S | undefined)[] = []
  /** Of the entry that a key had; −1 where it had none. */
  readonly #orders: number[] = []

  note(key: K, entry: Entry<S> | undefined): void {
    this.#keys.push(key)
    this.#states.push(entry?.state)
    this.#orders.push(entry?.order ?? -1)
  }

  /** Put the changes that lead back over `changes`, which lead to the version that these start from. */
  putOver(changes: KeyMap<K, Change<S>>): void {
    for (const [key, entry] of this.back()) changes.set(key, entry ?? ABSENT)
  }

  /** Keys with the entries that they had, last change first. */
  *back(): Generator<[K, Entry<S> | undefined]> {
    for (let i = this.#keys.length - 1; i >= 0; i--) {
      const order = this.#orders[i] as number
      yield [this.#keys[i] as K, order < 0 ? undefined : { state: this.#states[i] as S, order }]
    }
  }
}
