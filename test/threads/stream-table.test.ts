import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { run } from '../../src/index.ts'
import { ManualClock } from '../../src/kernel/clock/manual.ts'
import { LineLogger } from '../../src/kernel/log.ts'
import { difference } from '../../src/testing/difference.ts'
import { PLACES } from './places.ts'
import { GIVEN, ROWS } from './stream-table.ts'

const BATCHES = Math.max(...ROWS.map(({ input }) => input.length))

/** The last with states on disk, of which one entry is in memory. */
const ALL = [
  ...PLACES.map((place) => ({ ...place, store: 'memory' })),
  { master: 'local[2]', tiny: 0, store: 'lmdb' },
] as const

for (const { master, tiny, store } of ALL)
  describe(`the table of semantics on the worker threads of ${master}, ${tiny} records being tiny, states: ${store}`, () => {
    const logged: string[] = []
    before(async () => {
      const clock = new ManualClock(0)
      const job = await run(new URL('./stream-table.ts', import.meta.url), {
        bundle: false,
        master,
        conf: { 'millstream.threads.tiny': tiny, 'millstream.state.store': store, 'millstream.state.cache': 1 },
        environment: { clock, logger: new LineLogger((line) => logged.push(line)) },
      })
      assert.equal(job.kind, 'streaming')
      if (job.kind !== 'streaming') return
      for (let i = 0; i < BATCHES; i++) {
        clock.advance(1000)
        await job.context.idle()
      }
      await job.stop()
    })
    after(() => GIVEN.clear())

    for (const row of ROWS)
      test(row.name, () => {
        const { collected, failures } = GIVEN.get(row.name) ?? { collected: undefined, failures: [] }
        assert.deepEqual(failures, [])
        const batches = collected?.batches.slice(0, row.output.length) ?? []
        assert.equal(
          difference(batches as any, row.output as any, collected?.times ?? [], { order: row.order ?? 'any' }),
          undefined,
        )
      })
  })
