/** The bytes that every engine gets: 100-byte lines of Zipf-distributed words, the same in each run. */
import { randomFrom } from './random.ts'

/** Bytes of a line with its line feed. */
export const LINE_BYTES = 100
const VOCABULARY = 10_000

/** A block of lines that is sent again and again, and what stands in it. */
export interface Text {
  readonly lines: readonly string[]
  readonly bytes: Buffer
  /** A long word that about one line in a hundred holds; what Grep looks for. */
  readonly pattern: string
}

/** Distinct words of 2 to 11 lower-case letters; the first is the most frequent. */
export function vocabulary(size = VOCABULARY): string[] {
  const random = randomFrom(11)
  const words = new Set<string>()
  while (words.size < size) {
    const length = 2 + Math.floor(random() * 10)
    words.add(Array.from({ length }, () => String.fromCharCode(97 + Math.floor(random() * 26))).join(''))
  }
  return [...words]
}

/** Answers words by Zipf's law with exponent 1: the word of rank k comes with a probability that goes with 1/k. */
function zipf(words: readonly string[], ranks: readonly number[], random: () => number): () => string {
  let sum = 0
  const up = ranks.map((rank) => {
    sum += 1 / (rank + 1)
    return sum
  })
  return () => {
    const x = random() * sum
    let [low, high] = [0, up.length - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((up[middle] as number) < x) low = middle + 1
      else high = middle
    }
    return words[ranks[low] as number] as string
  }
}

/** Lines of whole words, each exactly LINE_BYTES with its line feed: the last word of a line is one that fits. */
export function textOf(lineCount: number, seed = 7): Text {
  const words = vocabulary()
  const random = randomFrom(seed)
  const any = zipf(words, [...words.keys()], random)
  const ofLength = Array.from({ length: 12 }, (_, length) =>
    zipf(
      words,
      [...words.keys()].filter((rank) => words[rank]?.length === length),
      random,
    ),
  )
  const line = (): string => {
    let [text, room] = ['', LINE_BYTES - 1]
    for (;;) {
      const word = any()
      const rest = room - word.length
      if (rest >= 3) [text, room] = [`${text}${word} `, rest - 1]
      else if (room <= 11) return text + ofLength[room]?.()
    }
  }
  const lines = Array.from({ length: lineCount }, line)
  const pattern = words.find((word, rank) => rank > 146 && word.length > 6) as string
  return { lines, bytes: Buffer.from(lines.map((l) => `${l}\n`).join(''), 'latin1'), pattern }
}

/** The text of all jobs: 20 MB. */
export const TEXT_LINES = 200_000
