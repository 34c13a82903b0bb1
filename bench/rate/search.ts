/** Searches for the highest rate that is kept: raises it until one is not, then halves the gap between. */
export class RateSearch {
  #low = 0
  #high = Number.POSITIVE_INFINITY
  readonly #tolerance: number
  readonly #most: number
  readonly #step: number
  #next: number

  /**
   * `start` is the first rate tried; the answer lies within `tolerance` (0.05 is 5 %); no rate above `most` is tried.
   * `step` is the factor by which rates are raised or lowered while nothing bounds them: small where the answer is
   * about known.
   */
  constructor(start: number, tolerance: number, most: number, step = 2) {
    this.#next = Math.min(start, most)
    this.#tolerance = tolerance
    this.#most = most
    this.#step = step
  }

  /** The rate to try, or undefined when the answer is known. */
  get next(): number | undefined {
    if (this.#low >= this.#most) return undefined
    if (this.#high / Math.max(this.#low, 1) <= 1 + this.#tolerance || this.#high < 100) return undefined
    return Math.round(this.#next)
  }

  /** The highest rate that was kept; 0 when none was. */
  get best(): number {
    return this.#low
  }

  tell(rate: number, kept: boolean): void {
    if (kept) this.#low = Math.max(this.#low, rate)
    else this.#high = Math.min(this.#high, rate)
    if (this.#high === Number.POSITIVE_INFINITY) this.#next = Math.min(this.#most, this.#low * this.#step)
    else if (this.#low === 0) this.#next = this.#high / this.#step
    else this.#next = Math.sqrt(this.#low * this.#high)
  }
}
