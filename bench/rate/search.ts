/** Searches for the highest rate that is kept: doubles until one is not, then halves the gap between. */
export class RateSearch {
  #low = 0
  #high = Number.POSITIVE_INFINITY
  readonly #tolerance: number
  readonly #most: number
  #next: number

  /** `start` is the first rate tried; the answer lies within `tolerance` (0.05 is 5 %); no rate above `most` is tried. */
  constructor(start: number, tolerance: number, most: number) {
    this.#next = Math.min(start, most)
    this.#tolerance = tolerance
    this.#most = most
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
    if (this.#high === Number.POSITIVE_INFINITY) this.#next = Math.min(this.#most, this.#low * 2)
    else if (this.#low === 0) this.#next = this.#high / 2
    else this.#next = Math.sqrt(this.#low * this.#high)
  }
}
