import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { run, type StreamingRun } from '../../src/index.ts'
import { ManualClock } from '../../src/kernel/clock/manual.ts'
import { LineLogger } from '../../src/kernel/log.ts'

test('an output operation that is run again makes its things anew, on the workers as well', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'millstream-retry-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const clock = new ManualClock(0)
  const printed: string[] = []
  const logged: string[] = []
  t.mock.method(console, 'log', (text: string) => printed.push(text))
  const environment = {
    clock,
    logger: new LineLogger((line) => logged.push(line)),
    print: (text: string) => printed.push(text),
  }
  const conf = { 'millstream.threads.tiny': 0 }
  const options = { bundle: false, master: 'local[2]', args: { folder }, environment, conf }
  const job = (await run(new URL('./retry.ts', import.meta.url), options)) as StreamingRun
  let done = false
  clock.advance(2000)
  const idle = job.context.idle().then(() => {
    done = true
  })
  while (!done) {
    clock.advance(1)
    await setImmediate()
  }
  await idle
  await job.stop()
  assert.deepEqual(
    printed.slice(0, 4).map((text) =>
      text
        .split('\n')
        .filter((line) => /^[(\w] ?/.test(line) && !line.startsWith('Time'))
        .sort(),
    ),
    [['(a,1)', '(b,2)'], ['a b b'], ['(c,1)'], ['c']],
  )
  const again = logged.filter((line) => line.includes('is run again'))
  assert.deepEqual(
    again.map((line) => line.replace(/\(retry.*/, '')),
    ['WARN print ', 'WARN foreachRDD '],
  )
})
