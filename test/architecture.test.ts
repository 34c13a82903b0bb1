import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join, posix, sep } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

/** Which rooms each room of src/ may import from. A room may always import itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  storage: ['kernel'],
  connect: ['kernel'],
  program: ['kernel'],
  workers: ['kernel', 'storage', 'program'],
  state: ['kernel', 'storage'],
  rdd: ['kernel', 'storage', 'connect', 'program'],
  engine: ['kernel', 'storage', 'connect', 'program', 'workers', 'state', 'rdd'],
  streaming: ['kernel', 'storage', 'connect', 'program', 'state', 'rdd'],
  topology: ['kernel', 'storage', 'connect', 'program', 'workers', 'state'],
  connectors: ['kernel', 'connect'], // each of them; never one another
  'clusters/spark': ['kernel', 'program', 'rdd', 'streaming'],
  'clusters/storm': ['kernel', 'program', 'topology'],
  observe: ['kernel'],
}

/** Rooms that may import anything: they put the others together. */
const FREE = ['testing', 'cli', '.']

/** What reaches outside of the program, and the only files that may. */
const OWNERS: readonly (readonly [what: string, pattern: RegExp, owners: RegExp])[] = [
  ['the wall clock', /\bDate\.now\b|\bnew Date\(\)/, /^kernel\/clock\/system\.ts$/],
  ['the monotonic clock', /\bperformance\.now\b/, /^kernel\/clock\/system\.ts$/],
  ['timers', /\b(?:setTimeout|setInterval|setImmediate)\b/, /^kernel\/clock\/system\.ts$/],
  ['randomness', /\bMath\.random\b|\brandomUUID\b/, /^kernel\/random\.ts$/],
  // Code is loaded from the real disk and nowhere else, so what bundles a program reads it there.
  ['the file system', /['"]node:fs/, /^storage\/(?:node-files|maps\/process-folder)\.ts$|^program\/bundle\/|^cli\//],
  ['the network', /['"]node:(?:net|http|https|dgram|tls)['"]/, /^connect\/node-net\.ts$/],
  ['processes', /['"]node:child_process['"]/, /^workers\/node-processes\.ts$/],
  ['threads', /['"]node:worker_threads['"]/, /^workers\//],
  ['the heap', /\bgetHeapStatistics\b|\bGCProfiler\b/, /^workers\/node-heap\.ts$/],
  // A module does not know in which file of dist/ it will be: docs/design/018.
  ['where it lies', /\bimport\.meta\b/, /^kernel\/package\.ts$/],
  ['code from text', /\bnew Function\b|\beval\(|['"]node:vm['"]/, /^engine\/compile\/generate\.ts$/],
]

const SRC = fileURLToPath(new URL('../src', import.meta.url))
const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => file.split(sep).join('/'))
const text = new Map(files.map((file) => [file, readFileSync(join(SRC, file), 'utf8')]))

/** Strings and regular expressions may look like comments, so they are matched first, and kept. */
const QUOTED = [
  /'(?:\\.|[^'\\\n])*'/,
  /"(?:\\.|[^"\\\n])*"/,
  /`(?:\\.|[^`\\])*`/,
  /(?<=[=(,:?!&|]\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n])+\//,
]
const COMMENT = [/\/\/.*/, /\/\*[\s\S]*?\*\//]
const either = (patterns: readonly RegExp[]): string => patterns.map(({ source }) => source).join('|')
const QUOTED_OR_COMMENT = new RegExp(`(${either(QUOTED)})|${either(COMMENT)}`, 'g')

/** The code of a file without its comments. */
const codeOf = (file: string, keep = (quoted: string): string => quoted): string =>
  (text.get(file) ?? '').replaceAll(QUOTED_OR_COMMENT, (_, quoted?: string) =>
    quoted === undefined ? '' : keep(quoted),
  )

/** Words in a string reach nothing, unless they name a module or are in a template, which holds code. */
const reachesNothing = (quoted: string): string => (/^['"](?!node:)/.test(quoted) ? "''" : quoted)

/** `import … from './x.ts'`, `export … from './x.ts'`, `import './x.ts'`; and, apart, `import('./x.ts')`. */
const IMPORT =
  /^(?:import|export)\s+(type\s+)?(?:(?:[\w$]+[\s,]*)?(?:\*[\w$\s]*|\{[^}]*\})?\s*from\s*)?['"](\.{1,2}\/[^'"]+)['"]/gm
const LAZY_IMPORT = /\bimport\(\s*['"](\.{1,2}\/[^'"]+)['"]/g

interface Import {
  /** The imported file, as a path below src/. */
  readonly target: string
  /** False for an import of types alone, which vanishes, and for one that is awaited when it is needed. */
  readonly atStart: boolean
}

function imports(file: string): Import[] {
  const code = codeOf(file)
  const below = (path = '') => posix.join(posix.dirname(file), path)
  return [
    ...[...code.matchAll(IMPORT)].map(([, type, path]) => ({ target: below(path), atStart: type === undefined })),
    ...[...code.matchAll(LAZY_IMPORT)].map(([, path]) => ({ target: below(path), atStart: false })),
  ]
}

/** The room a file is in: its first folder, or its first two under clusters/ and connectors/. */
function roomOf(file: string): string {
  const [first = '', second = '', third] = file.split('/')
  if (second === '') return '.'
  return (first === 'clusters' || first === 'connectors') && third !== undefined ? `${first}/${second}` : first
}

const mayImport = (room: string): readonly string[] | undefined =>
  MAY_IMPORT[room.startsWith('connectors/') ? 'connectors' : room]

test('no module imports from a room above it', () => {
  const arrows = files.flatMap((file) =>
    imports(file)
      .map(({ target }) => target)
      .filter((target) => {
        const [from, to] = [roomOf(file), roomOf(target)]
        return from !== to && !FREE.includes(from) && !mayImport(from)?.includes(to)
      })
      .map((target) => `${file} -> ${target}`),
  )
  assert.deepEqual(arrows, [])
})

test('every room is in the table', () => {
  const rooms = new Set(files.map(roomOf))
  assert.deepEqual(
    [...rooms].filter((room) => !mayImport(room) && !FREE.includes(room)),
    [],
  )
})

test('no files import each other in a circle at run time', () => {
  const done = new Set<string>()
  const circles: string[] = []
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' -> '))
    else if (!done.has(file)) {
      for (const { target, atStart } of imports(file)) if (atStart && text.has(target)) visit(target, [...path, file])
      done.add(file)
    }
  }
  for (const file of files) visit(file, [])
  assert.deepEqual(circles, [])
})

for (const [what, pattern, owners] of OWNERS)
  test(`only its owners reach ${what}`, () => {
    assert.deepEqual(
      files.filter((file) => !owners.test(file) && pattern.test(codeOf(file, reachesNothing))),
      [],
    )
  })

test('no file is longer than 300 lines of code, and half are under 100', () => {
  const lengths = files.map((file) => {
    const lines = codeOf(file)
      .split('\n')
      .filter((line) => line.trim() !== '')
    return { file, lines: lines.length }
  })
  assert.deepEqual(
    lengths.filter(({ lines }) => lines > 300),
    [],
  )
  const sorted = lengths.map(({ lines }) => lines).sort((a, b) => a - b)
  assert.ok((sorted[sorted.length >> 1] ?? 0) < 100, `the median is ${sorted[sorted.length >> 1]}`)
})

test('every name says what is in it', () => {
  const empty = /(?:^|[/.-])(?:utils?|helpers?|common|manager|impl|base|misc)(?:[/.-]|$)/
  assert.deepEqual(
    files.filter((file) => empty.test(file)),
    [],
  )
})
