/** What WordCount prints of its window: words, distinct words, letters, and the count of the most frequent word. */
export type Figures = readonly [words: number, distinct: number, letters: number, top: number]

export const ZERO: Figures = [0, 0, 0, 0]

export const take = ([words, distinct, letters, top]: Figures, [word, n]: readonly [string, number]): Figures => [
  words + n,
  distinct + 1,
  letters + n * word.length,
  Math.max(top, n),
]

export const join = (a: Figures, b: Figures): Figures => [a[0] + b[0], a[1] + b[1], a[2] + b[2], Math.max(a[3], b[3])]
