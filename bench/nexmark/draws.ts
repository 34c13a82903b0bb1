/**
 * Random numbers that belong to an event: event n has the same ones whoever makes it and whatever was made before, so
 * that each thread can make its own share of a stream.
 */
export class Draws {
  readonly #seed: number
  #state = 0

  constructor(seed: number) {
    this.#seed = Math.imul(seed, 0x85ebca6b)
  }

  /** Go to the numbers of event `n`. */
  at(n: number): this {
    this.#state = this.#seed ^ Math.imul(n, 0x9e3779b1)
    // Elsewhere in the cycle, or the numbers of event n + 1 were those of event n but the first.
    this.#state = this.#next() | 0
    return this
  }

  /** A whole number from 0 to n − 1. */
  below(n: number): number {
    return Math.floor((this.#next() / 0x1_0000_0000) * n)
  }

  /** A number from 0 (included) to 1 (excluded). */
  unit(): number {
    return this.#next() / 0x1_0000_0000
  }

  /** Steps by the golden ratio and mixes the bits well: splitmix32. */
  #next(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0
    let z = this.#state ^ (this.#state >>> 16)
    z = Math.imul(z, 0x21f0aaad)
    z ^= z >>> 15
    z = Math.imul(z, 0x735a2d97)
    return (z ^ (z >>> 15)) >>> 0
  }
}
