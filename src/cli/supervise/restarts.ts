import type { Random } from '../../kernel/random.ts'

/** An end that nobody asked for. */
export interface Crash {
  /** Code of the end, name of the signal, or `an error`. */
  readonly end: number | string
  /** When it ended, ticks of the clock. */
  readonly at: number
  /** How long it ran, ms. */
  readonly ran: number
  /** Time of the last batch that was begun, ms; undefined before the first. */
  readonly batch: number | undefined
}

export interface RestartRules {
  /** Most restarts inside `window`. */
  readonly limit: number
  /** ms */
  readonly window: number
  /** Longest wait before the first restart, ms. It doubles with each. */
  readonly first: number
  /** Longest wait before any restart, ms. */
  readonly longest: number
  /** After so many ms a run was a good one, and the waits begin anew. */
  readonly settled: number
}

export const RULES: RestartRules = { limit: 5, window: 600_000, first: 200, longest: 30_000, settled: 60_000 }

/** So many equal crashes in the same batch are no accident. */
const SAME_BATCH = 3

/** Start again in `delay` ms, for the `number`th time inside the window; or stop, because `loop` says so. */
export type Verdict =
  | { readonly delay: number; readonly number: number }
  | { readonly loop: 'often' | 'same batch'; readonly crashes: readonly Crash[] }

/**
 * When to start again what crashed, and when to give up.
 *
 * Each wait is drawn from the upper half of a span that doubles: programs that were ended together do not come back
 * together.
 */
export class Restarts {
  readonly #rules: RestartRules
  readonly #random: Random
  #crashes: Crash[] = []
  #doublings = 0

  constructor(rules: RestartRules, random: Random) {
    this.#rules = rules
    this.#random = random
  }

  after(crash: Crash): Verdict {
    const { limit, window, settled } = this.#rules
    this.#crashes = [...this.#crashes.filter(({ at }) => at > crash.at - window), crash]
    const last = this.#crashes.slice(-SAME_BATCH)
    if (last.length === SAME_BATCH && last.every((other) => isSame(other, crash)))
      return { loop: 'same batch', crashes: last }
    if (this.#crashes.length > limit) return { loop: 'often', crashes: this.#crashes }
    if (crash.ran >= settled) this.#doublings = 0
    return { delay: this.#wait(), number: this.#crashes.length }
  }

  #wait(): number {
    const { first, longest } = this.#rules
    const span = Math.min(longest, first * 2 ** this.#doublings++)
    return Math.round(span * (0.5 + this.#random.next() / 2))
  }
}

const isSame = (a: Crash, b: Crash): boolean => a.batch !== undefined && a.batch === b.batch && a.end === b.end
