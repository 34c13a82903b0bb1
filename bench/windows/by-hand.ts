import { batch, type Pair } from './data.ts'

/** A window by hand: takes in the next batch and answers the window's pairs. */
export type Hand = () => Map<string, number>

const sums = (pairs: readonly Pair[], into: Map<string, number>, f: (a: number, b: number) => number) => {
  for (const [key, value] of pairs) {
    const known = into.get(key)
    into.set(key, known === undefined ? value : f(known, value))
  }
  return into
}

/** Keep a Map for each batch and merge them all at each slide. */
export function recompute(window: number, f: (a: number, b: number) => number): Hand {
  const kept: Map<string, number>[] = []
  let n = 0
  return () => {
    kept.push(sums(batch(n++), new Map(), f))
    if (kept.length > window) kept.shift()
    const all = new Map<string, number>()
    for (const one of kept) sums([...one], all, f)
    return all
  }
}

/** Keep a Map for each batch and one of the window, to which one is added and from which one is taken. */
export function inPlace(window: number): Hand {
  const kept: Map<string, number>[] = []
  const all = new Map<string, number>()
  let n = 0
  return () => {
    const came = sums(batch(n++), new Map(), (a, b) => a + b)
    kept.push(came)
    for (const [key, value] of came) all.set(key, (all.get(key) ?? 0) + value)
    const left = kept.length > window ? kept.shift() : undefined
    for (const [key, value] of left ?? []) {
      const rest = (all.get(key) ?? 0) - value
      if (rest === 0) all.delete(key)
      else all.set(key, rest)
    }
    return all
  }
}
