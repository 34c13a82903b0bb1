import { readFileSync } from 'node:fs'
import { contains, type RDD, SparkContext } from 'millstream'
import { ManualClock, MemoryFiles } from 'millstream/testing'
import { JsWords } from '../../src/kernel/bytes/js-words.ts'
import { compiled, WasmWords } from '../../src/kernel/bytes/wasm-words.ts'
import { WordCounts } from '../../src/kernel/bytes/word-counts.ts'
import type { WordTable } from '../../src/kernel/bytes/word-table.ts'
import { TEXT_LINES, textOf } from '../generator/text.ts'
import type { Bench, Summary, Variant } from '../lib/variant.ts'
import * as expert from './expert.ts'

/** The 20 MB of lines that everything here reads, from memory. */
const text = textOf(TEXT_LINES)
const { bytes, pattern } = text

const variant = (run: () => unknown) => async (): Promise<Variant> => ({ run: () => ({ answer: run() }) })

/** What all ways of counting must agree on: how many different words there are, how many in all, and the most of one. */
function digest(counts: Iterable<readonly [string, number]>): readonly number[] {
  let [different, all, most] = [0, 0, 0]
  for (const [, count] of counts) {
    different++
    all += count
    most = Math.max(most, count)
  }
  return [different, all, most]
}

/** The engine on one thread, over a file of one partition in memory. */
const engine = (run: (lines: RDD<string>) => Promise<unknown>) => async (): Promise<Variant> => {
  const files = new MemoryFiles(new ManualClock())
  files.write('/lines', bytes)
  const sc = new SparkContext({ master: 'local', appName: 'bytes', environment: { files } })
  const lines = sc.textFile('/lines', 1)
  return { run: async () => ({ answer: await run(lines) }), close: () => sc.stop() }
}

function splitAndCount(): Map<string, number> {
  const counts = new Map<string, number>()
  for (const line of bytes.toString('utf8').split('\n'))
    if (line !== '') for (const word of line.split(' ')) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

function splitAndFind(): number {
  let count = 0
  for (const line of bytes.toString('utf8').split('\n')) if (line.includes(pattern)) count++
  return count
}

/** The table of words alone, without an engine. */
const table = (make: () => WordTable) => async (): Promise<Variant> => {
  const counts = new WordCounts(make())
  const run = () => {
    const all: [string, number][] = []
    counts.count(bytes, 0, bytes.length, 32)
    counts.finish((word, count) => all.push([word, count]))
    return { answer: digest(all) }
  }
  return { run }
}

function wasmTable(): WordTable {
  const code = compiled(readFileSync(new URL('kernel/bytes/words.wasm', import.meta.resolve('millstream'))))
  if (code === undefined) throw new Error('words.wasm cannot run here')
  return new WasmWords(code, 1)
}

// With a body, so that their texts do not say what they do.
const opaqueSplit = (line: string): string[] => {
  return line.split(' ')
}
const opaqueOne = (word: string): [string, number] => {
  return [word, 1]
}
const opaqueAdd = (a: number, b: number): number => {
  return a + b
}
const opaqueFind = (line: string): boolean => {
  return line.includes(pattern)
}

const rate = (figures: ReadonlyMap<string, Summary>, name: string): number =>
  TEXT_LINES / (figures.get(name)?.median ?? Number.NaN) / 1000
const ratio = (figures: ReadonlyMap<string, Summary>, a: string, b: string): number =>
  rate(figures, a) / rate(figures, b)

export const BYTES_GREP: Bench = {
  about: 'the number of lines that hold a word, of 200 thousand lines of 100 bytes in memory; one thread',
  items: TEXT_LINES,
  variants: {
    'split and includes': variant(splitAndFind),
    'expert on bytes': variant(() => expert.grep(bytes, Buffer.from(pattern))),
    'millstream, declared': engine((lines) => lines.filter(contains(pattern)).count()),
    'millstream, opaque': engine((lines) => lines.filter(opaqueFind).count()),
  },
  goals: (figures) => [
    ['declared: at least 0.7 of the expert', ratio(figures, 'millstream, declared', 'expert on bytes') >= 0.7],
    ['opaque: at least 0.8 of split', ratio(figures, 'millstream, opaque', 'split and includes') >= 0.8],
  ],
}

export const BYTES_WORDS: Bench = {
  about: 'how often each word occurs, in 200 thousand lines of 100 bytes in memory; one thread',
  items: TEXT_LINES,
  variants: {
    'split and Map': variant(() => digest(splitAndCount())),
    'expert on bytes': variant(() => digest(expert.wordCount(bytes))),
    'table in JavaScript': table(() => new JsWords(1)),
    'table in WebAssembly': table(wasmTable),
    'millstream, declared': engine(async (lines) => digest(await lines.words().countByValue())),
    'millstream, lambdas': engine(async (lines) =>
      digest(
        await lines
          .flatMap((line) => line.split(' '))
          .map((word) => [word, 1] as const)
          .reduceByKey((a, b) => a + b)
          .collect(),
      ),
    ),
    'millstream, opaque': engine(async (lines) =>
      digest(await lines.flatMap(opaqueSplit).map(opaqueOne).reduceByKey(opaqueAdd).collect()),
    ),
  },
  goals: (figures) => [
    ['declared: at least 0.7 of the expert', ratio(figures, 'millstream, declared', 'expert on bytes') >= 0.7],
    ['declared: at least 5 times split and Map', ratio(figures, 'millstream, declared', 'split and Map') >= 5],
    ['opaque: at least 0.8 of split and Map', ratio(figures, 'millstream, opaque', 'split and Map') >= 0.8],
  ],
}
