import type { Text } from './text.ts'

/** Sums over the first n lines of an endless repetition of a block. */
export interface Prefix {
  /** The sum over the first `lines` lines. */
  upTo(lines: number): number
  /** The least n with `upTo(n) >= sum`: how many lines have gone in when the sum is reached. */
  reached(sum: number): number
}

export function prefixOf(block: readonly number[]): Prefix {
  const up = new Float64Array(block.length + 1)
  for (let i = 0; i < block.length; i++) up[i + 1] = (up[i] as number) + (block[i] as number)
  const whole = up[block.length] as number
  const upTo = (lines: number): number =>
    Math.floor(lines / block.length) * whole + (up[lines % block.length] as number)
  const reached = (sum: number): number => {
    if (sum <= 0) return 0
    const blocks = Math.ceil(sum / whole) - 1
    const rest = sum - blocks * whole
    let [low, high] = [0, block.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((up[middle] as number) < rest) low = middle + 1
      else high = middle
    }
    return blocks * block.length + low
  }
  return { upTo, reached }
}

/** What is true of the text, to hold the results of engines against. */
export interface Truth {
  /** Lines that hold the pattern. */
  readonly matches: Prefix
  readonly words: Prefix
  /** Bytes in words. */
  readonly letters: Prefix
  /** How often the most frequent word of all comes. */
  readonly top: Prefix
  /** Distinct words among the lines from..until. */
  distinct(from: number, until: number): number
}

export function truthOf({ lines, pattern }: Text): Truth {
  const split = lines.map((line) => line.split(' '))
  const [top] = mostFrequent(split)
  const all = new Set(split.flat()).size
  return {
    matches: prefixOf(lines.map((line) => (line.includes(pattern) ? 1 : 0))),
    words: prefixOf(split.map((words) => words.length)),
    letters: prefixOf(lines.map((line, i) => line.length - (split[i]?.length ?? 0) + 1)),
    top: prefixOf(split.map((words) => words.filter((word) => word === top).length)),
    distinct(from, until) {
      if (until - from >= lines.length) return all
      const seen = new Set<string>()
      for (let i = from; i < until; i++) for (const word of split[i % lines.length] as string[]) seen.add(word)
      return seen.size
    },
  }
}

function mostFrequent(lines: readonly (readonly string[])[]): [string, number] {
  const counts = new Map<string, number>()
  for (const words of lines) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts].reduce((most, entry) => (entry[1] > most[1] ? entry : most), ['', 0])
}
