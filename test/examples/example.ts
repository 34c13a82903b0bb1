/** What the tests know of an example: its file, the source that its header names, and the output that is expected of it. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
export const EXAMPLES = `${ROOT}examples/`

export const pathOf = (name: string): string => `${EXAMPLES}${name}.ts`

/** The lines of a file of this repository, named from its root. */
export const linesOf = (file: string): string[] => readFileSync(`${ROOT}${file}`, 'utf8').replace(/\n$/, '').split('\n')

/** What a source sends, and how fast. */
export interface Source {
  /** From the root of the repository. */
  readonly file: string
  /** Lines a second. */
  readonly rate: number
}

/** The source that the header of an example tells its reader to start. */
export function sourceOf(name: string): Source {
  const text = readFileSync(pathOf(name), 'utf8')
  const [, file, rate] = /millstream nc --listen 9999 --file (\S+) --rate (\d+) --keep-open\n/.exec(text) ?? []
  if (file === undefined) throw new Error(`the header of ${name}.ts names no source`)
  return { file, rate: Number(rate) }
}

/** The lines that a source sends in each second. */
export function secondsOf({ file, rate }: Source): string[][] {
  const lines = linesOf(file)
  return Array.from({ length: Math.ceil(lines.length / rate) }, (_, i) => lines.slice(i * rate, (i + 1) * rate))
}

const expectedPath = (name: string): string => `${EXAMPLES}expected/${name}.txt`

/** The output to expect of an example. */
export const expectedOf = (name: string): string => readFileSync(expectedPath(name), 'utf8')

/** Compare an example's output with examples/expected; with EXPECTED=write in the environment, write it there instead. */
export function check(name: string, output: string): void {
  if (process.env.EXPECTED === 'write') writeFileSync(expectedPath(name), output)
  else assert.equal(output, expectedOf(name))
}

/** The records of each block that an expected output holds, in the order of the blocks. */
export const blocksOf = (output: string): string[][] =>
  output
    .split(/^-{43}\nTime: \d+ ms\n-{43}\n/m)
    .slice(1)
    .map((block) => block.split('\n').filter((line) => line !== ''))
