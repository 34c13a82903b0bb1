import { test } from 'node:test'
import { SparkContext } from '../../../src/index.ts'
import { ManualClock, MemoryFiles } from '../../../src/testing/index.ts'
import type { Case } from './case.ts'
import { checkOutcome } from './check.ts'
import { outcomeOf } from './outcome.ts'
import { TABLE } from './table.ts'

/** Every backend has to give the same. */
const BACKENDS = ['local', 'local[2]', 'local[4]']

for (const backend of BACKENDS) for (const row of TABLE) test(`${row.name} [${backend}]`, () => run(row, backend))

async function run(row: Case, master: string): Promise<void> {
  await using sc = new SparkContext({ master, environment: { files: new MemoryFiles(new ManualClock()) } })
  checkOutcome(row, await outcomeOf(row, sc))
}
