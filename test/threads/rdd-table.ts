import { batchJob } from '../../src/index.ts'
import type { Outcome } from '../semantics/rdds/check.ts'
import { FILES } from '../semantics/rdds/files.ts'
import { outcomeOf } from '../semantics/rdds/outcome.ts'
import { TABLE } from '../semantics/rdds/table.ts'

/** The rows that need no files of this thread. */
export const ROWS = TABLE.filter((row) => !FILES.includes(row))

/** All rows of the table in one program, one after another. Answers what each of them gave. */
export default batchJob('table', async (sc) => {
  const outcomes: Outcome[] = []
  for (const row of ROWS) {
    sc.setCheckpointDir(undefined)
    outcomes.push(await outcomeOf(row, sc))
  }
  return outcomes
})
