import { type DStream, seconds, streamingJob } from '../../src/index.ts'
import { type Collected, collectBatches } from '../../src/testing/collected.ts'
import { memoryStream } from '../../src/testing/index.ts'
import type { Batches, Case } from '../semantics/case.ts'
import { BASIC } from '../semantics/streams/basic.ts'
import { EDGES } from '../semantics/streams/edges.ts'
import { KEYED } from '../semantics/streams/keyed.ts'
import { STATEFUL } from '../semantics/streams/stateful.ts'
import { WINDOWED } from '../semantics/streams/windowed.ts'

/** The rows that give batches, and none that fails. */
export const ROWS: readonly Case[] = [...BASIC, ...KEYED, ...WINDOWED, ...STATEFUL, ...EDGES].filter(
  (row) => row.error === undefined,
)

/** What each row gave on the driver, and what it failed with. */
export const GIVEN = new Map<string, { readonly collected: Collected<unknown>; readonly failures: unknown[] }>()

/** All rows of the table of semantics in one program, each on inputs of its own. */
export default streamingJob('table', { batch: seconds(1) }, (ssc) => {
  for (const row of ROWS) {
    const input = (batches: Batches): DStream<any> => {
      const { stream, push } = memoryStream<any>(ssc, { partitions: row.partitions ?? 2 })
      push(...batches)
      return stream
    }
    const failures: unknown[] = []
    const stream = row.operate(input(row.input), input(row.other ?? []), ssc)
    GIVEN.set(row.name, { collected: collectBatches(stream, (error) => failures.push(error)), failures })
  }
})
