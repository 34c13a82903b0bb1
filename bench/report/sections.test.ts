import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Machine } from '../lib/machine.ts'
import type { BenchResults } from '../lib/stored.ts'
import type { JobResults, PeerResults, Run } from '../peers/results.ts'
import { benchSection } from './bench-section.ts'
import { peersSection } from './peers-section.ts'

const machine: Machine = {
  date: '2026-01-02T03:04',
  processor: 'Abacus',
  cores: 2,
  memoryGigabytes: 8,
  node: '24.0.0',
  load: [0, 0, 0],
  steal: 0,
}
const CONDITIONS = '2026-01-02T03:04, 2 × Abacus, 8 GB, Node 24.0.0, load 0 0 0 at the start.'

const peer = (title: string, runs: readonly Run[]): PeerResults => ({
  title,
  versions: { of: title },
  flags: { how: 'so' },
  guarantee: 'none',
  warmup: 5,
  runs: [...runs],
})

const started = (firstResult: number): Run => ({ machine, start: { firstResult, memory: 50, idleMemory: 60.25 } })

test('first results stand beside ours, with memory', () => {
  const results: JobResults = {
    job: 'start',
    interval: 1000,
    pace: { seconds: 60, warmup: 5, tolerance: 0.02, most: 1e6, common: 20_000, latency: true },
    peers: { a: peer('ours', [started(100), started(300), started(200)]), b: peer('theirs', [started(5000)]) },
  }
  const lines = peersSection(results).split('\n')
  assert.ok(lines.includes('| ours | 200 (100 … 300) | 1 | 50 | 60.3 |'), lines.join('\n'))
  assert.ok(lines.includes('| theirs | 5000 | 25 | 50 | 60.3 |'), lines.join('\n'))
})

const quiet = (...stable: readonly boolean[]): Run => ({
  machine,
  quiet: stable.map((isStable, i) => ({
    interval: 100 / (i + 1),
    stable: isStable,
    batches: 50,
    latency: { p50: 1 + i, p99: 10, max: 20 },
    cpuMsPerBatch: 2,
  })),
})

test('intervals are told by their medians, and how many runs kept up', () => {
  const results: JobResults = {
    job: 'empty',
    interval: 1000,
    pace: { seconds: 60, warmup: 5, tolerance: 0.02, most: 1e6, common: 20_000, latency: true },
    peers: { a: peer('ours', [quiet(true, true), quiet(true, false), quiet(true)]) },
  }
  const lines = peersSection(results).split('\n')
  assert.ok(lines.includes('| ours | 100 ms | 3 of 3 | 1 | 10 | 2 |'), lines.join('\n'))
  assert.ok(lines.includes('| ours | 50 ms | 1 of 2 | 2 | 10 | 2 |'), lines.join('\n'))
})

const stored = (cpu: object): BenchResults => ({
  machine,
  about: 'a thing',
  items: 1000,
  rounds: 5,
  variants: {
    loop: { median: 10, least: 8, most: 20, figures: {}, ...cpu },
    other: { median: 20, least: 20, most: 20, figures: {}, ...cpu },
  },
  goals: [['it holds', true]],
})

test('CPU seconds of a million items are told where they are known', () => {
  assert.equal(
    benchSection('thing', stored({ cpu: 5 })),
    [
      '## thing',
      `A thing. Rounds: 5. ${CONDITIONS}`,
      '| variant | items/s | ratio to loop | CPU s per M items |\n| --- | ---: | ---: | ---: |\n' +
        '| loop | 100 k (50 k … 125 k) | 1 | 5 |\n| other | 50 k (50 k … 50 k) | 0.5 | 5 |',
      '- Held: it holds.',
    ].join('\n\n'),
  )
  assert.match(benchSection('thing', stored({})), /^\| loop \| 100 k \(50 k … 125 k\) \| 1 \|$/m)
})
