/** The one of `names` that `name` was most likely meant to be; undefined when none is near. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const ranked = names.map((other) => ({ other, steps: distance(name.toLowerCase(), other.toLowerCase()) }))
  const best = ranked.sort((a, b) => a.steps - b.steps)[0]
  return best !== undefined && best.steps <= Math.max(2, name.length * 0.4) ? best.other : undefined
}

/** How many letters must be put in, left out or changed to make one of the other. Source: Levenshtein 1966. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const changed = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
