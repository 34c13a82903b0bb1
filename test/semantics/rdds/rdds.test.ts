import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isStreamError, RDD, SparkContext } from '../../../src/index.ts'
import { difference, ManualClock, MemoryFiles } from '../../../src/testing/index.ts'
import { BASIC } from './basic.ts'
import type { Case } from './case.ts'
import { FILES } from './files.ts'
import { FOLDING } from './folding.ts'
import { GROUPING } from './grouping.ts'
import { JOINS } from './joins.ts'
import { KEYS } from './keys.ts'
import { LINEAGE } from './lineage.ts'
import { NUMBERS } from './numbers.ts'
import { ORDERING } from './ordering.ts'
import { PARTITIONS } from './partitions.ts'
import { SETS } from './sets.ts'
import { TAKING } from './taking.ts'

/** Every backend has to give the same. */
const BACKENDS = ['local', 'local[2]', 'local[4]']

const TABLE = [
  ...BASIC,
  ...PARTITIONS,
  ...SETS,
  ...ORDERING,
  ...GROUPING,
  ...JOINS,
  ...KEYS,
  ...TAKING,
  ...FOLDING,
  ...NUMBERS,
  ...FILES,
  ...LINEAGE,
]

for (const backend of BACKENDS) for (const row of TABLE) test(`${row.name} [${backend}]`, () => run(row, backend))

async function run(row: Case, master: string): Promise<void> {
  await using sc = new SparkContext({ master, environment: { files: new MemoryFiles(new ManualClock()) } })
  const { input = [], other = [], partitions = 2, operate } = row
  const answer = async () => operate(sc.parallelize(input, partitions), sc.parallelize(other, partitions), sc)
  if ('error' in row) {
    await assert.rejects(answer().then(computed), (error) => isStreamError(error, row.error))
    return
  }
  const result = await answer()
  if ('value' in row) assert.deepEqual(result, row.value)
  else if ('layout' in row) assert.deepEqual(await asRdd(result).glom().collect(), row.layout)
  else
    assert.equal(
      difference([await asRdd(result).collect()], [row.records], [], { order: row.order ?? 'any' }),
      undefined,
    )
}

const computed = (answer: unknown): unknown => (answer instanceof RDD ? answer.collect() : answer)

function asRdd(result: unknown): RDD<unknown> {
  assert.ok(result instanceof RDD, 'the program answers an RDD')
  return result
}
