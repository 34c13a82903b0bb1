import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canGenerate } from '../../src/engine/compile/generate.ts'
import type { DStream } from '../../src/index.ts'
import { type TestRunOptions, testStream } from '../../src/testing/index.ts'
import type { Case } from './case.ts'
import { BASIC } from './streams/basic.ts'
import { EDGES } from './streams/edges.ts'
import { KEYED } from './streams/keyed.ts'
import { STATEFUL } from './streams/stateful.ts'
import { WINDOWED } from './streams/windowed.ts'

/** Every backend has to give the same. */
const BACKENDS = ['local', 'local[2]', 'local[4]']

for (const backend of BACKENDS)
  for (const row of [...BASIC, ...KEYED, ...WINDOWED, ...STATEFUL, ...EDGES])
    test(`${row.name} [${backend}]`, () => run(row, backend))

/** As little as there can be is held in memory of what the operators keep. */
const STORED = { 'millstream.state.store': 'lmdb', 'millstream.state.cache': 1 }

// What lmdb needs to encode keys makes code of text, so it cannot be loaded where that is forbidden.
for (const row of canGenerate() ? [...WINDOWED, ...STATEFUL] : [])
  test(`${row.name} [local[2], states in lmdb]`, () => run(row, 'local[2]', STORED))

async function run(row: Case, master: string, conf: TestRunOptions['conf'] = {}): Promise<void> {
  const { output, error, order = 'any' } = row
  await through(row, master, error === undefined ? row.input.length : output.length, conf).expect(output, { order })
  if (error === undefined) return
  const failing = through(row, master, output.length + 1, conf).run()
  await assert.rejects(failing, (thrown: Error) => {
    assert.equal(withoutLines(thrown.message), error)
    return true
  })
}

const through = (
  { input, other = [], operate, partitions = 2 }: Case,
  master: string,
  batches: number,
  conf: TestRunOptions['conf'] = {},
) =>
  testStream({ stream: input, other }, { master, partitions, batches, conf }).through(({ stream, other }, ssc) =>
    operate(stream as DStream<any>, other as DStream<any>, ssc),
  )

const withoutLines = (message: string): string =>
  message.replace(/memoryStream \([\w.-]+:\d+\)/g, 'memoryStream').replace(/(\.ts):\d+/g, '$1')
