import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BroadcastChannel } from 'node:worker_threads'
import { run, type StreamingRun } from '../../src/index.ts'
import { ManualClock } from '../../src/kernel/clock/manual.ts'
import { LineLogger } from '../../src/kernel/log.ts'
import { HangingThreads } from './hanging-threads.ts'

test('a batch completes without the record from which a function does not come back, and the next ones go on', async () => {
  const clock = new ManualClock(0)
  const threads = new HangingThreads(clock)
  const printed: string[] = []
  const logged: string[] = []
  const logger = new LineLogger((line) => logged.push(line))
  const environment = { clock, logger, threads, print: (text: string) => printed.push(text) }
  const channel = `stuck-stream ${process.pid}`
  const options = { bundle: false, master: 'local[2]', args: { channel }, environment }
  const job = (await run(new URL('./stuck-stream.ts', import.meta.url), options)) as StreamingRun
  let arrivals = 0
  let wake = (): void => {}
  const told = new BroadcastChannel(channel)
  told.onmessage = () => {
    arrivals++
    wake()
  }
  const arrival = async (n: number): Promise<void> => {
    while (arrivals < n)
      await new Promise<void>((resolve) => {
        wake = resolve
      })
  }
  clock.advance(1000)
  await job.context.idle()
  clock.advance(1000)
  for (const n of [1, 2]) {
    await arrival(n)
    await threads.untilEnded()
  }
  await job.context.idle()
  await job.stop()
  told.close()
  const words = printed.map((block) => block.split('\n').filter((line) => /^\w$/.test(line)))
  assert.deepEqual(words.slice(0, 3), [['a', 'b'], ['c', 'd'], ['e']])
  assert.match(
    logged.find((line) => line.includes('left out')) ?? '',
    /^WARN map \(stuck-stream\.ts:\d+\) did not come back for 1\.0 s from a record, which is left out \(record 'endless', number \d of partition \d; 1 left out of this stage\)$/,
  )
})
