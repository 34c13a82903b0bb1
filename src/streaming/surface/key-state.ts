import { StreamError } from '../../kernel/errors.ts'
import { show } from '../../kernel/show.ts'
import type { State } from './state-spec.ts'

/** State of a key as it is kept: with the time of the last batch that had a record of it. */
export interface Held<S> {
  readonly value: S
  readonly time: number
}

/** The State that a mapping function is given: one object for a task, pointed at one key after another. */
export class KeyState<S> implements State<S> {
  readonly #at: string
  #key: unknown
  #value: S | undefined
  #exists = false
  #timingOut = false
  #updated = false
  #removed = false

  /** `at` is the place that errors name. */
  constructor(at: string) {
    this.#at = at
  }

  /** @internal */
  pointAt(key: unknown, held: Held<S> | undefined, timingOut = false): this {
    this.#key = key
    this.#value = held?.value
    this.#exists = held !== undefined
    this.#timingOut = timingOut
    this.#updated = false
    this.#removed = false
    return this
  }

  /** @internal */
  get isUpdated(): boolean {
    return this.#updated
  }

  /** @internal */
  get isRemoved(): boolean {
    return this.#removed
  }

  exists(): boolean {
    return this.#exists
  }

  get(): S {
    if (this.#exists) return this.#value as S
    throw this.#misuse('was read, but there is none', 'Ask exists() first, or use getOption().')
  }

  getOption(): S | undefined {
    return this.#value
  }

  update(state: S): void {
    this.#requireChangeable('updated')
    this.#value = state
    this.#exists = true
    this.#updated = true
  }

  remove(): void {
    this.#requireChangeable('removed')
    this.#value = undefined
    this.#exists = false
    this.#updated = false
    this.#removed = true
  }

  isTimingOut(): boolean {
    return this.#timingOut
  }

  #requireChangeable(what: string): void {
    if (this.#removed) throw this.#misuse(`was ${what} after it was removed`, 'Change a state before you remove it.')
    if (this.#timingOut) throw this.#misuse(`was ${what} while it is timing out`, 'Ask isTimingOut() first.')
  }

  #misuse(what: string, hint: string): StreamError {
    return new StreamError('E_STATE_MISUSE', `the state of key ${show(this.#key, 60)} ${what}`, { at: this.#at, hint })
  }
}
