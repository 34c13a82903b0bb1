/**
 * A function that fails in its first `times` calls and afterwards does what `f` does, to see that a program survives it.
 *
 * @example
 * const flaky = failing(1, (x: number) => x * 2)
 * stream.map(flaky)
 * // batches [[1, 2], [3]] -> [[2, 4], [6]]
 */
export function failing<A extends unknown[], R>(
  times: number,
  f: (...args: A) => R,
  error: () => unknown = () => new Error('failed on purpose'),
): (...args: A) => R {
  let left = times
  return (...args) => {
    if (left > 0) {
      left--
      throw error()
    }
    return f(...args)
  }
}
