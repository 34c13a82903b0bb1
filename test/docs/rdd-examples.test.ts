import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import * as millstream from '../../src/index.ts'
import { systemClock } from '../../src/kernel/clock/system.ts'
import { MemoryFiles } from '../../src/storage/memory-files.ts'

/** One `@example` of a docstring: code whose last expression has the value behind `// ->`. */
interface Example {
  readonly name: string
  readonly code: string
  readonly expected: string
  /** False when the docstring says `Order     none`. */
  readonly ordered: boolean
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const FILES = [
  ...globSync('src/rdd/surface/*.ts', { cwd: ROOT }),
  'src/rdd/declared/contains.ts',
  'src/rdd/declared/field.ts',
  'src/rdd/declared/tuple.ts',
  'src/rdd/stat-counter.ts',
].sort()

/** A docstring and the first word of what it documents. */
const DOCUMENTED = /\/\*\*((?:(?!\*\/)[\s\S])*?)\*\/\s*(?:export class )?(\w+)/g

function examplesOf(file: string): Example[] {
  const found: Example[] = []
  for (const [, doc = '', name = ''] of readFileSync(`${ROOT}/${file}`, 'utf8').matchAll(DOCUMENTED)) {
    const text = doc.replace(/^ *\* ?/gm, '')
    const at = text.indexOf('@example\n')
    if (at < 0) continue
    const [code = '', expected] = text.slice(at + '@example\n'.length).split('// -> ')
    if (expected === undefined) throw new Error(`the example of ${name} in ${file} has no value`)
    found.push({ name: `${file}: ${name}`, code, expected, ordered: !/^Order {5}none/m.test(text) })
  }
  return found
}

const AsyncFunction = (async () => {}).constructor as new (
  ...args: string[]
) => (...args: unknown[]) => Promise<unknown>

/** Run code and answer the value of its last expression, which begins at the last line that is not indented. */
async function evaluate(code: string, scope: Record<string, unknown>): Promise<unknown> {
  const lines = code.trimEnd().split('\n')
  const last = lines.findLastIndex((line) => /^[^\s.)}]/.test(line))
  const expression = lines.slice(last).join('\n').replace(/^;/, '')
  const source = stripTypeScriptTypes(`${lines.slice(0, last).join('\n')}\nconst answer = ${expression}\n`)
  return new AsyncFunction(...Object.keys(scope), `${source}\nreturn { answer }`)(...Object.values(scope)).then(
    (result) => (result as { answer: unknown }).answer,
  )
}

/** An answer as plain data: RDDs are collected, maps by value become lists of entries. */
async function plain(answer: unknown): Promise<unknown> {
  if (answer instanceof millstream.RDD) return answer.collect()
  return answer instanceof millstream.KeyMap ? [...answer] : answer
}

const sorted = (value: unknown): unknown =>
  Array.isArray(value) ? value.toSorted((a, b) => millstream.naturalOrder(JSON.stringify(a), JSON.stringify(b))) : value

for (const example of FILES.flatMap(examplesOf))
  test(`the example of ${example.name}`, async () => {
    const files = new MemoryFiles(systemClock)
    await using sc = new millstream.SparkContext({ master: 'local[2]', environment: { files } })
    const scope = { ...millstream, sc }
    const actual = await plain(await evaluate(example.code, scope))
    const expected = await evaluate(example.expected, scope)
    if (example.ordered) assert.deepEqual(actual, expected)
    else assert.deepEqual(sorted(actual), sorted(expected))
  })

test('there are examples', () => {
  assert.ok(FILES.flatMap(examplesOf).length > 60)
})
