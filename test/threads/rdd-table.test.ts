import { before, describe, test } from 'node:test'
import { type BatchRun, run } from '../../src/index.ts'
import { checkOutcome, type Outcome } from '../semantics/rdds/check.ts'
import { PLACES } from './places.ts'
import { ROWS } from './rdd-table.ts'

for (const { master, tiny } of PLACES)
  describe(`the table of RDDs on the worker threads of ${master}, ${tiny} records being tiny`, () => {
    let outcomes: readonly Outcome[] = []
    before(async () => {
      const job = await run(new URL('./rdd-table.ts', import.meta.url), {
        bundle: false,
        master,
        conf: { 'millstream.threads.tiny': tiny },
      })
      outcomes = await (job as BatchRun<Outcome[]>).done
    })

    for (const [i, row] of ROWS.entries()) test(row.name, () => checkOutcome(row, outcomes[i] as Outcome))
  })
