import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { run, type StreamingRun } from '../../src/index.ts'
import { ManualClock } from '../../src/kernel/clock/manual.ts'
import { LineLogger } from '../../src/kernel/log.ts'

test('the workers know that there were no batches while nobody ran', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'millstream-catch-up-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const clock = new ManualClock(0)
  const printed: string[] = []
  const environment = { clock, logger: new LineLogger(() => {}), print: (text: string) => printed.push(text) }
  const life = async (batches: readonly (readonly string[])[], ticks: number): Promise<void> => {
    const options = { bundle: false, master: 'local[2]', checkpoint: folder, args: { batches }, environment }
    const job = (await run(new URL('./catch-up.ts', import.meta.url), options)) as StreamingRun
    await job.context.idle()
    for (let i = 0; i < ticks; i++) {
      clock.advance(1000)
      await job.context.idle()
    }
    await job.stop()
  }
  await life([['a', 'b'], ['a']], 2)
  clock.advance(100_000)
  await life([['b'], ['c']], 1)
  const blocks = printed.map((text) =>
    text
      .split('\n')
      .filter((line) => !/^-|^$/.test(line))
      .sort()
      .join(' '),
  )
  assert.deepEqual(blocks, [
    '(a,1) (b,1) Time: 1000 ms',
    '(a,2) (b,1) Time: 2000 ms',
    '(a,2) (b,2) Time: 102000 ms',
    '(a,2) (b,2) (c,1) Time: 103000 ms',
  ])
})
