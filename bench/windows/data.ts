/** Keys that come in every batch. */
export const KEYS = 4_000
/** Batches that differ; then they come again. */
export const DIFFERENT = 64

export type Pair = readonly [key: string, value: number]

const value = (batch: number, key: number): number => 1 + ((key * 7919 + batch * 104729) % 9973)

/** Every batch has the keys in an order of its own, and texts of its own for them. */
const BATCHES: readonly (readonly Pair[])[] = Array.from({ length: DIFFERENT }, (_, batch) =>
  Array.from({ length: KEYS }, (_, i): Pair => {
    const key = (i * 7 + batch * 131) % KEYS
    return [`key-${key}`, value(batch, key)]
  }),
)

export const batch = (n: number): readonly Pair[] => BATCHES[n % DIFFERENT] ?? []

/** Check some keys of the window that ends with batch `last` against a plain loop over it. */
export function checkWindow(
  pairs: Iterable<Pair>,
  last: number,
  window: number,
  f: (a: number, b: number) => number,
): string {
  const found = new Map(pairs)
  if (found.size !== KEYS) return `${found.size} keys`
  for (let key = 0; key < KEYS; key += 97) {
    let expected: number | undefined
    for (let n = Math.max(0, last - window + 1); n <= last; n++) {
      const next = value(n % DIFFERENT, key)
      expected = expected === undefined ? next : f(expected, next)
    }
    if (found.get(`key-${key}`) !== expected) return `key-${key} is ${found.get(`key-${key}`)} and not ${expected}`
  }
  return 'right'
}
