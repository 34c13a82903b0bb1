/** @internal What a counter has seen: count, mean, sum of the squared distances from it, least, largest. */
export type StatParts = readonly [count: number, mean: number, spread: number, min: number, max: number]

/**
 * Count, mean, variance, least and largest of numbers, taken in one at a time or many counters together, without losing
 * precision for large or close numbers.
 *
 * Of no number the mean is 0, the variance NaN, the least Infinity and the largest -Infinity, as in Spark.
 *
 * Source    Welford 1962 for one number; Chan, Golub and LeVeque 1979 for two counters; Spark's StatCounter
 *
 * @example
 * new StatCounter([1, 2, 3]).mean
 * // -> 2
 */
export class StatCounter {
  #count = 0
  #mean = 0
  /** Sum of the squared distances from the mean. */
  #spread = 0
  #min = Number.POSITIVE_INFINITY
  #max = Number.NEGATIVE_INFINITY

  constructor(values: Iterable<number> = []) {
    for (const value of values) this.#add(value)
  }

  /** Take in a number, many numbers, or what another counter has seen. */
  merge(values: number | Iterable<number> | StatCounter): this {
    if (typeof values === 'number') this.#add(values)
    else if (values instanceof StatCounter) this.#join(values)
    else for (const value of values) this.#add(value)
    return this
  }

  /** @internal A counter of the parts of another one. */
  static of([count, mean, spread, min, max]: StatParts): StatCounter {
    const counter = new StatCounter()
    counter.#count = count
    counter.#mean = mean
    counter.#spread = spread
    counter.#min = min
    counter.#max = max
    return counter
  }

  /** @internal All that it has seen, as data. */
  get parts(): StatParts {
    return [this.#count, this.#mean, this.#spread, this.#min, this.#max]
  }

  copy(): StatCounter {
    return new StatCounter().merge(this)
  }

  get count(): number {
    return this.#count
  }

  get mean(): number {
    return this.#mean
  }

  get sum(): number {
    return this.#count * this.#mean
  }

  get min(): number {
    return this.#min
  }

  get max(): number {
    return this.#max
  }

  /** Variance of the numbers themselves: divided by their count. */
  get variance(): number {
    return this.popVariance
  }

  get popVariance(): number {
    return this.#count === 0 ? Number.NaN : this.#spread / this.#count
  }

  /** Estimate of the variance of what the numbers are a sample of: divided by their count less one. */
  get sampleVariance(): number {
    return this.#count <= 1 ? Number.NaN : this.#spread / (this.#count - 1)
  }

  get stdev(): number {
    return Math.sqrt(this.popVariance)
  }

  get popStdev(): number {
    return Math.sqrt(this.popVariance)
  }

  get sampleStdev(): number {
    return Math.sqrt(this.sampleVariance)
  }

  toString(): string {
    return `(count: ${this.count}, mean: ${this.mean}, stdev: ${this.stdev}, max: ${this.max}, min: ${this.min})`
  }

  #add(value: number): void {
    const distance = value - this.#mean
    this.#count++
    this.#mean += distance / this.#count
    this.#spread += distance * (value - this.#mean)
    this.#min = Math.min(this.#min, value)
    this.#max = Math.max(this.#max, value)
  }

  #join(other: StatCounter): void {
    if (other.#count === 0) return
    if (this.#count === 0) this.#become(other)
    else this.#combine(other)
  }

  #combine(other: StatCounter): void {
    const [count, distance] = [this.#count + other.#count, other.#mean - this.#mean]
    this.#mean = meanOfBoth(this.#count, this.#mean, other.#count, other.#mean)
    this.#spread += other.#spread + (distance * distance * this.#count * other.#count) / count
    this.#count = count
    this.#min = Math.min(this.#min, other.#min)
    this.#max = Math.max(this.#max, other.#max)
  }

  #become(other: StatCounter): void {
    this.#count = other.#count
    this.#mean = other.#mean
    this.#spread = other.#spread
    this.#min = other.#min
    this.#max = other.#max
  }
}

/** When one side is much the smaller, it moves the mean of the other a little; a weighted sum would round that away. */
function meanOfBoth(n: number, mean: number, m: number, other: number): number {
  if (m * 10 < n) return mean + ((other - mean) * m) / (n + m)
  if (n * 10 < m) return other - ((other - mean) * n) / (n + m)
  return (mean * n + other * m) / (n + m)
}
