import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fingerprintOf, type ProgramParts, requireSameProgram } from './digest.ts'
import { explainText } from './explain.ts'
import { explainMermaid } from './mermaid.ts'
import type { GraphOutline } from './outline.ts'
import { Scopes } from './scopes.ts'

const outline: GraphOutline = {
  name: 'word-count',
  batch: 1000,
  streams: [
    { name: 'socketTextStream-0', kind: 'socketTextStream', at: 'job.ts:3', slide: 1000, parents: [] },
    { name: 'words "x"', kind: 'flatMap', at: 'job.ts:4', slide: 1000, parents: [0] },
    { name: 'window-0', kind: 'window', at: 'job.ts:5', slide: 5000, parents: [1] },
    { name: 'union-0', kind: 'union', at: '', slide: 1000, parents: [0, 1] },
    { name: 'map-0', kind: 'map', at: 'job.ts:9', slide: 1000, parents: [1] },
  ],
  outputs: [
    { name: 'print-0', kind: 'print', at: 'job.ts:6', stream: 2 },
    { name: 'print-1', kind: 'print', at: 'job.ts:7', stream: 3 },
  ],
}

const scopes = (...functions: ((x: any) => unknown)[]): Scopes => {
  const book = new Scopes()
  book.within('map-0', () => functions.map((f) => book.write(f)))
  return book
}

const parts = (changed: Partial<ProgramParts> = {}): ProgramParts => ({
  outline,
  functions: scopes((x) => x + 1).entries(),
  args: { a: 1, b: [2] },
  version: '1.2.3',
  ...changed,
})
const digest = (changed: Partial<ProgramParts> = {}): string => fingerprintOf(parts(changed)).digest

test('equal programs have equal digests, whatever the lines of the file and the order of properties', () => {
  assert.match(digest(), /^[0-9a-f]{64}$/)
  assert.equal(digest(), digest())
  assert.equal(digest({ args: { b: [2], a: 1 } }), digest())
  const moved = { ...outline, streams: outline.streams.map((stream) => ({ ...stream, at: 'job.ts:99' })) }
  assert.equal(digest({ outline: moved }), digest())
})

test('anything that makes another program makes another digest', () => {
  const [first, ...others] = outline.streams
  const changes: Partial<ProgramParts>[] = [
    { version: '1.2.4' },
    { args: { a: 1, b: [3] } },
    { args: new Map([['a', 1]]) },
    { functions: scopes((x) => x + 2).entries() },
    {
      functions: scopes(
        (x) => x + 1,
        (x) => x,
      ).entries(),
    },
    { functions: [] },
    { outline: { ...outline, name: 'other' } },
    { outline: { ...outline, batch: 2000 } },
    { outline: { ...outline, streams: [...others, first as never] } },
    { outline: { ...outline, outputs: outline.outputs.slice(1) } },
  ]
  assert.equal(new Set([digest(), ...changes.map(digest)]).size, changes.length + 1)
})

test('two hosts with the same program agree; others are shown side by side', () => {
  const driver = { host: 'the driver', fingerprint: { digest: 'a'.repeat(64), graph: 'x: 1 stream\n└─ map-0' } }
  requireSameProgram(driver, { ...driver, host: 'worker 1' })
  const worker = {
    host: 'worker 1',
    fingerprint: { digest: 'b'.repeat(64), graph: 'x: 1 stream\n└─ filter-0\n   └─ map-0' },
  }
  assert.throws(() => requireSameProgram(driver, worker), {
    message: [
      'E_PROGRAM_MISMATCH: the driver built aaaaaaaaaaaa and worker 1 built bbbbbbbbbbbb. Make build depend on its arguments alone. The graphs:',
      'the driver  | worker 1',
      'x: 1 stream | x: 1 stream',
      '└─ map-0    ≠ └─ filter-0',
      '            ≠    └─ map-0',
    ].join('\n'),
  })
  const sameGraph = { host: 'worker 1', fingerprint: { ...driver.fingerprint, digest: 'c'.repeat(64) } }
  assert.throws(() => requireSameProgram(driver, sameGraph), {
    message:
      'E_PROGRAM_MISMATCH: the driver built aaaaaaaaaaaa and worker 1 built cccccccccccc, with equal graphs. Look for functions whose text differs, for other arguments, or for another version of millstream.',
  })
})

test('explain draws every output down to its inputs, shared streams once, and names what has no output', () => {
  assert.equal(
    explainText(outline),
    [
      'word-count: batches of 1.0 s, 5 streams, 2 outputs',
      '',
      'print-0  (job.ts:6)',
      '└─ window-0  (job.ts:5)  every 5.0 s',
      '   └─ words "x"  flatMap (job.ts:4)  every 1.0 s',
      '      └─ socketTextStream-0  (job.ts:3)  every 1.0 s',
      '',
      'print-1  (job.ts:7)',
      '└─ union-0  every 1.0 s',
      '   ├─ socketTextStream-0  (job.ts:3)  every 1.0 s',
      '   └─ words "x"  flatMap (job.ts:4)  every 1.0 s  (above)',
      '',
      'without output',
      '└─ map-0  (job.ts:9)  every 1.0 s',
      '   └─ words "x"  flatMap (job.ts:4)  every 1.0 s  (above)',
    ].join('\n'),
  )
})

test('the same graph as a Mermaid flowchart, with names that cannot break out of their labels', () => {
  assert.equal(
    explainMermaid({ ...outline, streams: outline.streams.slice(0, 3), outputs: outline.outputs.slice(0, 1) }),
    [
      'flowchart TD',
      '  s0["socketTextStream-0<br/>job.ts:3"]',
      '  s1["words #34;x#34;<br/>flatMap<br/>job.ts:4"]',
      '  s2["window-0<br/>job.ts:5"]',
      '  o0(["print-0<br/>job.ts:6"])',
      '  s0 --> s1',
      '  s1 -->|every 5.0 s| s2',
      '  s2 --> o0',
    ].join('\n'),
  )
})
