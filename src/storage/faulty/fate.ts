import type { Random } from '../../kernel/random.ts'

/** What a crash makes of what was not synced: it is asked for each thing that may end in more than one way. */
export interface Fate {
  /** Whether a change is undone: of a name, or that a file was emptied. */
  undoes(): boolean
  /** How many of the bytes are there that were appended to a file, of `bytes`. */
  keeps(bytes: number): number
  /** Whether there are zeros in place of what was written of a sector. */
  tears(): boolean
}

/** One outcome by chance. */
export class Chance implements Fate {
  readonly #random: Random

  constructor(random: Random) {
    this.#random = random
  }

  undoes(): boolean {
    return this.#random.below(2) === 0
  }

  keeps(bytes: number): number {
    return this.#random.below(bytes + 1)
  }

  tears(): boolean {
    return this.#random.below(4) === 0
  }
}

/**
 * Every outcome there is, one after another: the same questions are answered in the same way until the last one that has an
 * answer left, as a counter goes on whose digits have bases of their own.
 */
export class EveryOutcome implements Fate {
  readonly #answers: { given: number; readonly of: number }[] = []
  #asked = 0

  /** Go on to the next outcome; false when that was the last. */
  next(): boolean {
    this.#asked = 0
    for (;;) {
      const last = this.#answers.at(-1)
      if (last === undefined) return false
      if (++last.given < last.of) return true
      this.#answers.pop()
    }
  }

  /** The answers of this outcome, by which it can be told from others. */
  toString(): string {
    return this.#answers.map(({ given }) => given).join('.')
  }

  undoes(): boolean {
    return this.#answer(2) === 1
  }

  keeps(bytes: number): number {
    return bytes - this.#answer(bytes + 1)
  }

  tears(): boolean {
    return this.#answer(2) === 1
  }

  #answer(of: number): number {
    const known = this.#answers[this.#asked++]
    if (known !== undefined) return known.given
    this.#answers.push({ given: 0, of })
    return 0
  }
}
