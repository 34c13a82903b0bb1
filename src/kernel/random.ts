/**
 * A seeded stream of random numbers: the same seed gives the same numbers on every machine and in every version.
 *
 * Source    sfc32 by Chris Doty-Humphrey (PractRand), public domain algorithm, seeded by splitmix32
 */
export class Random {
  #a: number
  #b: number
  #c: number
  #counter = 1

  constructor(seed: number) {
    let state = (seed | 0) ^ Math.trunc(seed / 0x1_0000_0000)
    const next = (): number => {
      state = (state + 0x9e3779b9) | 0
      let z = state ^ (state >>> 16)
      z = Math.imul(z, 0x21f0aaad)
      z ^= z >>> 15
      z = Math.imul(z, 0x735a2d97)
      return z ^ (z >>> 15)
    }
    this.#a = next()
    this.#b = next()
    this.#c = next()
    for (let i = 0; i < 12; i++) this.uint32()
  }

  /** A whole number from 0 to 2³² − 1. */
  uint32(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum
    return sum >>> 0
  }

  /** A number from 0 (included) to 1 (excluded), with 53 random bits. */
  next(): number {
    return ((this.uint32() >>> 5) * 67108864 + (this.uint32() >>> 6)) / 9007199254740992
  }

  /** A whole number from 0 to n − 1. */
  below(n: number): number {
    return Math.floor(this.next() * n)
  }

  /** How many events of a Poisson process with `mean` events happen. */
  poisson(mean: number): number {
    // Knuth's product method underflows for large means, so those are drawn in pieces: sums of Poissons are Poisson.
    let count = 0
    for (let left = mean; left > 0; left -= 16) {
      const limit = Math.exp(-Math.min(left, 16))
      for (let product = this.next(); product > limit; product *= this.next()) count++
    }
    return count
  }
}

/** A seed that nobody chose. Whoever uses it must be able to say which it was. */
export const freshSeed = (): number => Math.floor(Math.random() * 0x1_0000_0000)
