import { test } from 'node:test'
import type { DStream } from '../../src/index.ts'
import { testStream } from '../../src/testing/index.ts'
import type { Case } from './case.ts'
import { BASIC } from './streams/basic.ts'
import { KEYED } from './streams/keyed.ts'
import { STATEFUL } from './streams/stateful.ts'
import { WINDOWED } from './streams/windowed.ts'

/** Every backend has to give the same. */
const BACKENDS = ['local', 'local[2]', 'local[4]']

for (const backend of BACKENDS)
  for (const row of [...BASIC, ...KEYED, ...WINDOWED, ...STATEFUL])
    test(`${row.name} [${backend}]`, () => run(row, backend))

async function run(
  { input, other = [], operate, output, order = 'any', partitions = 2 }: Case,
  master: string,
): Promise<void> {
  await testStream({ stream: input, other }, { master, partitions, batches: input.length })
    .through(({ stream, other }, ssc) => operate(stream as DStream<any>, other as DStream<any>, ssc))
    .expect(output, { order })
}
